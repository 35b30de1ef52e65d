import { expect, test } from 'vitest'
import { checkEmail, checkUsername, readAttributes, standing, writeAttributes } from './rules'

test.each(['alice', 'Алиса.愛@例え.jp', "o'neil+x~1", '1', 'ΐ'.repeat(128)])('%s is a username', (name) => expect(checkUsername(name)).toBeUndefined())

test.each(['', 'a b', '.a', 'a/b', '\u0308a', 'a\u202eb', 'a\u200bb', 'x'.repeat(129), '0192F0C1-7d3e-7a55-9b1e-2f6a4f0d9c11', '"><img>'])('%j is none', (name) => expect(checkUsername(name)).toBeTypeOf('string'))

test('an email is one address, or none', () => {
  for (const good of ['', 'a@b.example', "o'neil+x@example.com", 'ä@例え.jp']) expect(checkEmail(good), good).toBeUndefined()
  for (const bad of ['a', 'a@', '@b', 'A <a@b.example>', 'a@b, c@d', 'a@b@c', `${'a'.repeat(250)}@example.com`]) expect(checkEmail(bad), bad).toBeTypeOf('string')
})

test('attributes are an object of JSON', () => {
  expect(readAttributes(' ')).toEqual({})
  expect(readAttributes('{"department": "sales"}')).toEqual({ department: 'sales' })
  for (const other of ['{', '[]', 'null', '"a"', '1']) expect(readAttributes(other), other).toBeUndefined()
  expect([writeAttributes({}), readAttributes(writeAttributes({ a: { b: [1] } }))]).toEqual(['', { a: { b: [1] } }])
})

test('whoever has no password cannot sign in yet', () => {
  expect(standing({ status: 'active', has_password: false })).toBe('invited')
  expect(standing({ status: 'active', has_password: true })).toBe('active')
  expect(standing({ status: 'disabled', has_password: false })).toBe('disabled')
})
