import { expect, test } from 'vitest'
import cases from '../../../domain/testdata/redirects.json'
import { checkClientID, checkIdentifier, checkScope, checkSlug, suggestID, webAddress } from './names'
import { checkRedirect } from './redirect'

test.each(cases)('who may register $uri: $who', ({ who, uri }) => {
  expect(checkRedirect(uri, false) === undefined, 'web').toBe(who === 'everybody')
  expect(checkRedirect(uri, true) === undefined, 'native').toBe(who !== 'nobody')
})

test.each([
  ['Acme Inc.', 'acme-inc'], ['  Bücher & Söhne ', 'bu-cher-so-hne'], ['אבג', ''], ['x'.repeat(80), 'x'.repeat(63)], ['-a-', 'a'],
])('the name %s suggests %s', (name, id) => {
  expect(suggestID(name)).toBe(id)
  if (id) expect(checkSlug(id)).toBeUndefined()
})

test('what runs is never linked to', () => {
  expect(webAddress('https://shop.example/a')).toBe('https://shop.example/a')
  for (const other of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '//shop.example', '/a', '', undefined, 'https://a b']) {
    expect(webAddress(other)).toBeUndefined()
  }
})

test('ids, scopes and identifiers are checked as the server does', () => {
  expect([checkClientID('shop'), checkClientID(''), checkScope('orders:read'), checkIdentifier('https://orders.example')]).toEqual([undefined, undefined, undefined, undefined])
  for (const wrong of [checkClientID('-a'), checkClientID('a b'), checkScope('a b'), checkScope('"'), checkIdentifier('orders'), checkIdentifier('https://a#b'), checkIdentifier('https://u@a'), checkSlug('A')]) {
    expect(wrong).toBeTypeOf('string')
  }
})
