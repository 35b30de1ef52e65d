import { expect, test } from 'vitest'
import type { AuditEvent } from '../api/client'
import { changes } from './changes'
import { begun, cell, gather, writers, type Gathered } from './export'
import { here, there } from '../parts/time'
import { nameOf, spanOf } from './filter'
import { actions, complete, party, said } from './words'

test('what was added, changed and removed is marked, and what is equal is not there', () => {
  expect(changes({ name: 'Shop', status: 'active', old: 1 }, { name: 'Store', status: 'active', fresh: '' })).toEqual([
    { name: 'name', mark: 'changed', before: [{ text: 'Shop' }], after: [{ text: 'Store' }] },
    { name: 'old', mark: 'removed', before: [{ text: '1' }], after: [] },
    { name: 'fresh', mark: 'added', before: [], after: [{ text: 'nothing' }] },
  ])
})

test('of lists the differing items are marked, and of objects the members', () => {
  expect(changes({ uris: ['a', 'b'], settings: { x: 1, y: 2 } }, { uris: ['b', 'c'], settings: { x: 1, y: 3 } })).toEqual([
    { name: 'uris', mark: 'changed', before: [{ text: 'a', mark: 'removed' }, { text: 'b' }], after: [{ text: 'b' }, { text: 'c', mark: 'added' }] },
    { name: 'settings.y', mark: 'changed', before: [{ text: '2' }], after: [{ text: '3' }] },
  ])
  expect(changes({ uris: ['a'] }, { uris: [] })[0]?.after).toEqual([{ text: 'none' }])
  expect(changes(undefined, { allowed: [{ scopes: ['r'] }] })).toEqual([{ name: 'allowed', mark: 'added', before: [], after: [{ text: '{ "scopes": [ "r" ] }' }] }])
  for (const nothing of [undefined, null, {}, 'text']) expect(changes(nothing, nothing)).toEqual([])
})

test.each([
  ['plain', 'plain'], ['a,b', '"a,b"'], ['say "x"', '"say ""x"""'], ['two\r\nlines', '"two\r\nlines"'], [' edge', '" edge"'], ['', ''],
  ['=1+1', `'=1+1`], ['+1', `'+1`], ['-1', `'-1`], ['@SUM(A1)', `'@SUM(A1)`], ['\t=1', `'\t=1`], ['\r=1', `"'\r=1"`], ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`], ['＝1', `'＝1`],
])('the cell of %j is %j', (text, written) => expect(cell(text)).toBe(written))

const event = (id: string, more: Partial<AuditEvent> = {}): AuditEvent => ({ id, at: '2026-11-26T12:00:00.123Z', actor: 'user:1', action: 'client.edited', object: 'client:shop', ...more })

test('a line has every member, and JSON stays JSON', () => {
  const of = event('1', { object: '=cmd', before: { name: 'a, "b"' } as never })
  expect(writers.csv.head).toBe('at,id,actor,action,object,before,after\r\n')
  expect(writers.csv.line(of)).toBe(`2026-11-26T12:00:00.123Z,1,user:1,client.edited,'=cmd,"{""name"":""a, \\""b\\""""}",\r\n`)
  expect(JSON.parse(writers.jsonl.line(of))).toEqual(of)
  expect(writers.jsonl.line(of).split('\n')).toHaveLength(2)
})

const log = [[event('3')], [], [event('2'), event('1')]]
const page = async (cursor = '0') => ({ items: log[Number(cursor)]!, next_cursor: Number(cursor) + 1 < log.length ? String(Number(cursor) + 1) : null })

test('all pages go into a file, short ones among them', async () => {
  const counts: number[] = []
  const all = await gather('jsonl', page, (sofar) => counts.push(sofar.count))
  expect(counts).toEqual([1, 1, 3])
  expect(all.parts.join('').trim().split('\n').map((line) => JSON.parse(line).id)).toEqual(['3', '2', '1'])
  expect(all.next).toBeNull()
})

test('what does not go into a file goes into the next, and what fails goes on', async () => {
  const full = await gather('csv', page, () => {}, undefined, 1)
  expect(full).toMatchObject({ count: 1, next: '1' })
  expect((await gather('csv', page, () => {}, { ...begun('csv'), next: full.next })).count).toBe(2)
  let kept: Gathered | undefined
  const failing = (cursor?: string) => (cursor === '1' ? Promise.reject(new Error('gone')) : page(cursor))
  await expect(gather('csv', failing, (sofar) => { kept = sofar })).rejects.toThrow('gone')
  expect((await gather('csv', page, () => {}, kept)).parts.join('').split('\r\n')).toHaveLength(5)
})

test('an event is named by its time and id', () => {
  expect(spanOf(nameOf({ at: '2026-11-26T12:00:00.123Z', id: 'a_b' }))).toEqual({ id: 'a_b', after: '2026-11-26T12:00:00.123Z', before: '2026-11-26T12:00:00.124Z' })
  for (const other of ['', 'x', '2026-11-26T12:00:00Z', 'x_y']) expect(spanOf(other)).toBeUndefined()
})

test('times are of here in fields, and of everywhere in addresses', () => {
  const at = there('2026-11-26T12:30')!
  expect(at).toMatch(/Z$/)
  expect(here(at)).toBe('2026-11-26T12:30')
  expect([there(''), there('x'), here(undefined), here('x')]).toEqual([undefined, undefined, '', ''])
})

test('events are said in words, unknown ones as they are', () => {
  expect(said('client.edited')).toBe('Application changed')
  expect(said('user.revoked')).toBe('All tokens of a person revoked')
  expect(said('x.y')).toBe('x.y')
  for (const action of actions) expect(said(action)).not.toBe(action)
})

test('who and what lead to their pages', () => {
  expect(party('client:a:b')).toMatchObject({ kind: 'Application', id: 'a:b', page: { to: '/applications/$id', params: { id: 'a:b' } } })
  expect(party('token:x')).toMatchObject({ page: { to: '/tokens', search: { open: 'x' } } })
  expect(party('system:sweep')).toEqual({ kind: 'Jeton itself', id: 'sweep' })
  expect(party('odd')).toEqual({ kind: 'odd', id: '' })
  expect([complete('user:1'), complete('ali'), complete('user:')]).toEqual([true, false, false])
})
