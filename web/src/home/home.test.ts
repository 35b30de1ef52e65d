import { expect, test } from 'vitest'
import { inWords } from './events'
import { misheard } from './FirstAnswer'
import { firstLines } from './lines'

test('events are said in words, with the name where they have it', () => {
  expect(inWords({ action: 'client.removed', object: 'client:shop', before: { name: 'Shop' } })).toEqual({ what: 'Application removed', named: 'Shop', byName: true, why: '' })
  expect(inWords({ action: 'grant.revoked', object: 'grant:1', after: { client: 'shop', reason: 'a refresh token was used again' } })).toEqual({ what: 'Authorization revoked', named: '1', byName: false, why: 'a refresh token was used again' })
})

test('what people bring about by signing in has words, too', () => expect(inWords({ action: 'user.signed_in', object: 'user:1' }).what).toBe('Person signed in'))

test('an event that has no words is shown as it is called, whatever is in it', () => {
  expect(inWords({ action: 'moon.eclipsed', object: 'moon', after: { name: 1 }, before: undefined })).toEqual({ what: 'moon.eclipsed', named: 'moon', byName: false, why: '' })
})

test('what stood in the way of a first answer is said', () => {
  expect(misheard([])).toBeUndefined()
  expect(misheard([{ inactive: 0, refused: 1 }])).toContain('was refused')
  expect(misheard([{ inactive: 0, refused: 1 }, { inactive: 2, refused: 0 }])).toContain('inactive')
})

test('the first lines mean no more than they say, whatever the names are', () => {
  const shop = { client_id: `shop';reboot;'`, grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' } as const
  const server = { identifiers: ['https://orders.example?a=$(reboot)&b'], credentials: [{ id: 'cred' }] }
  const lines = firstLines({ ...shop, grant_types: [...shop.grant_types] }, server, 'https://id.example/t/acme')
  expect(lines).toContain(`-u 'shop'\\'';reboot;'\\''':"$CLIENT_SECRET"`)
  expect(lines).toContain(`--data-urlencode resource='https://orders.example?a=$(reboot)&b' https://id.example/t/acme/oauth2/token`)
  expect(lines).toContain(`-u cred:"$API_SECRET"`)
  expect(lines.split('\n')).toHaveLength(4)
  expect(firstLines({ ...shop, grant_types: ['authorization_code'] }, server, 'https://id.example/t/acme')).not.toContain('reboot')
})
