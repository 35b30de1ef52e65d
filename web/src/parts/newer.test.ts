import { expect, test } from 'vitest'
import { Problem } from '../api/problem'
import { inWords, merged, outdated } from './newer'

const base = { name: 'Shop', uris: ['a'], days: 1 }

test('what was typed stands, and what only somebody else changed comes in', () => {
  expect(merged(base, { ...base, name: 'Store' }, { ...base, days: 2 })).toEqual({ values: { name: 'Store', uris: ['a'], days: 2 }, both: [] })
})

test('what both changed is named, unless they agree', () => {
  expect(merged(base, { ...base, name: 'Store', uris: ['b'] }, { ...base, name: 'Market', uris: ['b'] })).toEqual({ values: { name: 'Store', uris: ['b'], days: 1 }, both: ['name'] })
})

test('only a version that was overtaken is a conflict of versions', () => {
  expect(outdated(new Problem(409, 'version_conflict', 'x'))).toBe(true)
  for (const other of [new Problem(409, 'name_taken', 'x'), new Error('x'), null, undefined]) expect(outdated(other)).toBe(false)
})

test('what is short is said', () => {
  expect([inWords('x'), inWords(''), inWords(['a', 'b']), inWords([]), inWords(3), inWords([{}]), inWords({})]).toEqual(['x', 'nothing', 'a, b', 'nothing', '3', undefined, undefined])
})
