import { expect, test } from 'vitest'
import { Problem, readProblem } from '../api/problem'
import { counted } from './counted'
import { fieldError } from './form'
import { exact, lasting, relative } from './time'

const now = new Date('2026-11-26T12:00:00Z')
test.each([
  ['2026-11-26T11:59:50Z', 'just now'], ['2026-11-26T12:00:30Z', 'in less than a minute'], ['2026-11-26T11:57:00Z', '3 minutes ago'],
  ['2026-11-25T11:00:00Z', 'yesterday'], ['2026-11-28T12:00:01Z', 'in 2 days'], ['2025-10-01T00:00:00Z', 'last year'],
])('%s is %s', (at, said) => expect(relative(new Date(at), now, 'en')).toBe(said))

test('an exact time is said in UTC too', () => expect(exact(now, 'en')).toContain('(2026-11-26 12:00:00 UTC)'))

test('lengths are said in the largest whole unit', () => {
  expect([86_400, 3600, 7200, 90, 1].map(lasting)).toEqual(['1 day', '1 hour', '2 hours', '90 seconds', '1 second'])
})

test('numbers are said, and that there are more', () => {
  expect([0, 1, 1204].map((count) => counted({ count, more: false }, 'token', 'en'))).toEqual(['no tokens', '1 token', '1,204 tokens'])
  expect(counted({ count: 1000, more: true }, 'token', 'en')).toBe('more than 1,000 tokens')
})

test('a problem says what it can, whatever the answer was', () => {
  const told = readProblem(400, { code: 'invalid_value', detail: 'a name has 1 to 200 characters', field: 'name', request_id: 'r' })
  expect([told.code, told.message, told.field, told.requestID]).toEqual(['invalid_value', 'a name has 1 to 200 characters', 'name', 'r'])
  for (const body of [undefined, null, 'text', { detail: 1 }]) expect(readProblem(503, body).message).toContain('could not find out')
  expect(readProblem(401, {}).signedOut).toBe(true)
})

test('a problem goes to the field that it names, and to no other', () => {
  const problem = new Problem(400, 'invalid_value', 'a slug has 1 to 63 characters', 'tenant.slug')
  expect(fieldError(problem, { 'tenant.slug': 'slug' })).toEqual({ slug: 'A slug has 1 to 63 characters.' })
  expect(fieldError(problem, { name: 'name' })).toEqual({})
})
