import { expect, test } from 'vitest'
import type { Grant, Inspection, Moment, RevocationPreview, Token, Verdict } from '../api/client'
import { filterOf, isNarrowed, readTokenSearch, stateOf } from './filter'
import { lifeOf, type Point } from './life'
import { hold, looksLikeToken, take, tokenIn } from './pasted'
import { answerOf, liveIn, sameForAll, seenInWords, timesInWords, worstFirst } from './words'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 10, minute)).toISOString()
const made = (id: string, minute: number, more: Partial<Token> = {}): Token => ({
  id, kind: 'access_token', format: 'reference', state: 'active', reason: 'active', client: 'shop', user: 'u1', username: 'alice', grant: 'g', audience: [], scopes: [],
  issued_at: at(minute), not_before: at(minute), expires_at: at(minute + 10), ...more,
})
const refresh = (id: string, minute: number, used?: number) => made(id, minute, { kind: 'refresh_token', ...(used !== undefined && { used_at: at(used) }) })
const grant: Grant = { id: 'g', client: 'shop', user: 'u1', type: 'authorization_code', worth: [], created_at: at(0) }
const told = (points: Point[]) => points.map((p) => [p.words, p.who, p.branches?.map((t) => t.id).join('+'), p.reason].filter(Boolean).join(' '))

test('a line tells what happened, oldest first, and what is to come', () => {
  const history: Moment[] = [
    { at: at(0), what: 'issued', by: 'client:shop' }, { at: at(1), what: 'first_seen', by: 'resource-server:o' }, { at: at(3), what: 'last_seen', by: 'resource-server:o' },
  ]
  expect(told(lifeOf({ token: made('t', 0), history, now: new Date(at(4)) }))).toEqual([
    'Issued to client:shop', 'First seen by resource-server:o', 'Last seen by resource-server:o', 'Ends',
  ])
})

test('whatever ended it is told with who and why', () => {
  const history: Moment[] = [
    { at: at(0), what: 'issued', by: 'client:shop' }, { at: at(1), what: 'client.edited', by: 'user:u1', became: 'disabled' }, { at: at(2), what: 'client.edited', by: 'user:u1', became: 'active' },
    { at: at(3), what: 'token.revoked', by: 'user:u1', reason: 'leaked' }, { at: at(4), what: 'something.new', by: 'system:x' },
  ]
  const points = lifeOf({ token: made('t', 0, { state: 'revoked' }), history, now: new Date(at(5)) })
  expect(told(points)).toEqual([
    'Issued to client:shop', 'Its application was disabled by user:u1', 'Its application was enabled by user:u1', 'Revoked by user:u1 leaked', 'something.new, by system:x',
  ])
  expect(points.map((p) => p.tone)).toEqual(['plain', 'ended', 'plain', 'ended', 'plain'])
})

test('a personal access token is made by its person, once', () => {
  const token = made('t', 0, { kind: 'personal_access_token', grant: '', state: 'expired' })
  const history: Moment[] = [{ at: at(0), what: 'issued', by: 'user:u1' }, { at: at(0), what: 'personal-access-token.created', by: 'user:u1' }, { at: at(10), what: 'expired' }]
  expect(told(lifeOf({ token, history, now: new Date(at(11)) }))).toEqual(['Made by user:u1', 'Expired'])
})

test('the family comes off the line where it was issued', () => {
  const token = refresh('r1', 0, 5)
  const family = [made('a2', 5), refresh('r2', 5, 7), made('a3', 7), refresh('r3', 7), made('a1', 0), token]
  const history: Moment[] = [{ at: at(0), what: 'issued', by: 'client:shop' }, { at: at(5), what: 'refreshed', by: 'client:shop' }]
  expect(told(lifeOf({ token, history, grant, family, now: new Date(at(8)) }))).toEqual([
    'Allowed by user:u1', 'Issued to client:shop', 'Issued in the same answer a1', 'Exchanged for the next one by client:shop', 'It was exchanged for a2+r2', 'A refresh brought a3+r3', 'Ends',
  ])
})

test('that a token was used is known a little after others were issued for it', () => {
  const later = (minute: number) => new Date(Date.parse(at(minute)) + 7).toISOString()
  const token = { ...refresh('r1', 0), used_at: later(5) }
  const family = [made('a2', 5), { ...refresh('r2', 5), used_at: later(7) }, made('a3', 7)]
  const history: Moment[] = [{ at: at(0), what: 'issued', by: 'client:shop' }, { at: later(5), what: 'refreshed', by: 'client:shop' }]
  expect(told(lifeOf({ token, history, family, now: new Date(at(8)) }))).toEqual(['Issued to client:shop', 'Exchanged for the next one by client:shop', 'It was exchanged for a2+r2', 'A refresh brought a3', 'Ends'])
})

test('what came before it is told too', () => {
  const family = [refresh('r1', 0, 5), made('a1', 0), refresh('r2', 5)]
  const history: Moment[] = [{ at: at(5), what: 'issued', by: 'client:shop' }]
  expect(told(lifeOf({ token: made('a2', 5), history, family, now: new Date(at(6)) }))).toEqual(['Issued before it r1+a1', 'Issued to client:shop', 'Issued in the same answer r2', 'Ends'])
})

test('a long family is folded', () => {
  const family = Array.from({ length: 20 }, (_, i) => [made(`a${i}`, i), refresh(`r${i}`, i, i < 19 ? i + 1 : undefined)]).flat()
  const history: Moment[] = [{ at: at(10), what: 'issued', by: 'client:shop' }]
  const points = lifeOf({ token: family.find((t) => t.id === 'a10')!, history, family, now: new Date(at(20)) })
  expect(told(points)).toEqual([
    'Issued before it a0+r0', '8 more refreshes', 'A refresh brought a9+r9', 'Issued to client:shop', 'Issued in the same answer r10', 'A refresh brought a11+r11', '7 more refreshes', 'A refresh brought a19+r19',
  ])
})

test('an address gives a search, and what means nothing is dropped', () => {
  expect(readTokenSearch({ client: 42, kind: 'access_token', state: 'lost', after: '2026-11-26T10:00:00Z', before: 'soon', user: '' })).toEqual({
    client: '42', kind: 'access_token', after: '2026-11-26T10:00:00.000Z', user: undefined, api: undefined, grant: undefined, state: undefined, before: undefined, open: undefined,
  })
  expect(readTokenSearch({ kind: 'constructor' }).kind).toBeUndefined()
  expect(filterOf({ api: 'o', after: at(0), open: 't' })).toMatchObject({ resource_server: 'o', issued_after: at(0) })
  expect([isNarrowed({ open: 't' }), isNarrowed({ user: 'u' })]).toEqual([false, true])
})

test('a refresh token that was exchanged is used', () => {
  expect([stateOf(refresh('r', 0)), stateOf(refresh('r', 0, 1)), stateOf({ ...refresh('r', 0, 1), state: 'revoked' })]).toEqual(['active', 'used', 'revoked'])
})

test.each([
  ['jtn_at_0abc', 'jtn_at_0abc'], ['  jtn_at_0abc\n', 'jtn_at_0abc'], ['Authorization: Bearer jtn_at_0abc', 'jtn_at_0abc'], ["curl -H 'X: jtn_pat_9' https://x.example/?t=jtn_pat_9", 'jtn_pat_9'],
  ['token=eyJhbGci.eyJpc3Mi.c2ln;', 'eyJhbGci.eyJpc3Mi.c2ln'], ['jtn_at_one jtn_at_two', 'jtn_at_one jtn_at_two'], [' what is this ', 'what is this'],
])('in %j is %j', (text, token) => expect(tokenIn(text)).toBe(token))

test('only what looks like a token is taken from beside a field', () => {
  expect(['Bearer jtn_rt_0', 'eyJ0.eyJ1.x', 'a word', 'https://x.example/a.b.c', ''].map(looksLikeToken)).toEqual([true, true, false, false, false])
})

test('a token is handed over once', () => {
  hold('jtn_at_0')
  expect([take(), take()]).toEqual(['jtn_at_0', undefined])
})

const verdict = (name: string, reason: Verdict['reason']): Verdict => ({ resource_server: name, identifier: name, name, active: reason === 'active', reason, explanation: '' })
test('where it still works comes first, where it never did last', () => {
  expect(worstFirst([verdict('a', 'not_issued_for_caller'), verdict('b', 'hidden_by_policy'), verdict('c', 'active')]).map((v) => v.name)).toEqual(['c', 'b', 'a'])
})

test('what all are told alike is said once', () => {
  const alike = [verdict('a', 'revoked'), verdict('b', 'revoked')].map((v) => ({ ...v, explanation: `${v.name}: inactive, because it was revoked.` }))
  expect(sameForAll(alike)).toBe('All 2 APIs: inactive, because it was revoked.')
  expect([sameForAll(alike.slice(1)), sameForAll([...alike, verdict('c', 'hidden_by_policy')]), sameForAll([verdict('a', 'active'), verdict('b', 'active')])]).toEqual([undefined, undefined, undefined])
})

test('how often is said in words', () => {
  expect([1, 2, 12_345].map((times) => timesInWords(times, 'en'))).toEqual(['once', '2 times', '12,345 times'])
})

const preview = (tokens: number, more: boolean, ...seen: [string, number][]): RevocationPreview =>
  ({ covers: { tokens, more }, seen: seen.map(([resource_server, count]) => ({ resource_server, tokens: count, more })) })
test('how far a revocation reaches is said in words', () => {
  const name = (id: string) => ({ o: 'Orders API', b: 'Billing API' })[id]
  expect(liveIn(preview(1204, false), 'en')).toBe('1,204 live tokens')
  expect(seenInWords(preview(1204, false, ['o', 1087], ['b', 3]), name, 'en')).toBe('Within the last hour Orders API met 1,087 and Billing API met 3 of them.')
  expect(seenInWords(preview(10_000, true, ['o', 87], ['gone', 1]), name, 'en')).toBe('Within the last hour Orders API met at least 87 and gone met at least 1 of them.')
  expect(seenInWords(preview(2, false), name)).toBe('No API has met any of them within the last hour.')
  expect(seenInWords(preview(0, false), name)).toBe('')
  expect(seenInWords(preview(9, false, ...Array.from({ length: 7 }, (_, i): [string, number] => [`x${i}`, 1])), name, 'en')).toContain('and 2 more APIs met some of them')
})

const inspected = (more: Partial<Inspection>): Inspection => ({ well_formed: true, form: 'It is a whole access token.', active: false, reason: 'unknown', explanation: 'The token is inactive.', history: [], verdicts: [], ...more })
test('an answer says first what matters', () => {
  expect(answerOf(inspected({ active: true, reason: 'active', record: made('t', 0) }))).toMatchObject({ title: 'It is active', bad: true })
  expect(answerOf(inspected({ active: true, reason: 'active', record: refresh('t', 0, 1) })).title).toBe('It was exchanged for the next one')
  expect(answerOf(inspected({ reason: 'expired', record: made('t', 0, { state: 'expired' }) }))).toMatchObject({ title: 'It has expired', bad: false })
  expect(answerOf(inspected({ kind: 'access_token' })).title).toBe('This tenant has no record of it')
  expect(answerOf(inspected({ well_formed: false, reason: 'malformed', kind: 'access_token', form: 'A character was lost.' })).title).toBe('It is not whole')
  expect(answerOf(inspected({ well_formed: false, reason: 'malformed', form: 'It is a secret.' }))).toMatchObject({ title: 'It is not a token of this tenant', lines: ['It is a secret.'] })
})
