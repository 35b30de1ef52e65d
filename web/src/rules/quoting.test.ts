import { expect, test } from 'vitest'
import { literal, property, sh } from './quoting'

const hostile = [`x';reboot;'`, '$(reboot)', '`reboot`', '"; reboot', 'a&resource=b', '${CLIENT_SECRET}', '-x', '~', '', 'a\\nb', 'two\nlines', '\u202etxt', '\u2028', 'shop']

test('a shell reads a word as the text it was', () => {
  // Between single quotes nothing is special but a single quote.
  for (const text of hostile) expect(sh(text).replace(/^'|'$/g, '').split(`'\\''`).join("'"), text).toBe(text)
  for (const text of hostile.slice(0, -1)) expect(sh(text), text).toMatch(/^'|^-x$/)
  expect(sh('https://id.example/t/acme')).toBe('https://id.example/t/acme')
})

test('a literal is the text it was, in plain sight', () => {
  for (const text of hostile) {
    expect(JSON.parse(literal(text)), text).toBe(text)
    expect(literal(text)).toMatch(/^"[ -~]*"$/)
  }
})

test('Spring finds no placeholder', () => {
  expect(property('${CLIENT_SECRET}')).toBe('"\\\\${CLIENT_SECRET}"')
  expect(property('orders:read')).toBe('"orders:read"')
})
