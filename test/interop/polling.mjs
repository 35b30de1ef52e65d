// A device without a browser gets tokens: it shows a code, somebody types it
// elsewhere and decides, and the device asks until they did.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import { Browser } from './browser.mjs'
import { as, insecure, introspect, world } from './world.mjs'
const { teller, tv, alice, orders } = world

for (const [who, auth] of [[tv, oauth.None()], [teller, oauth.ClientSecretBasic(teller.secret)]]) {
  const client = { client_id: who.id }
  const begin = async (scope = 'openid profile orders:read') =>
    oauth.processDeviceAuthorizationResponse(as, client, await oauth.deviceAuthorizationRequest(as, client, auth, { scope }, insecure))
  const poll = async (code) =>
    oauth.processDeviceCodeResponse(as, client, await oauth.deviceCodeGrantRequest(as, client, auth, code, insecure))
  const refused = (code, error) => assert.rejects(poll(code), (e) => (assert.equal(e.error, error), true))

  const told = await begin()
  assert.ok(told.expires_in > 0 && told.interval > 0)
  assert.equal(told.verification_uri, `${as.issuer}/device`)
  await refused(told.device_code, 'authorization_pending')
  await refused(told.device_code, 'slow_down')

  // By the address that has the code in it, and by typing.
  const browser = new Browser()
  const decide = async (page, fields, button) => {
    await browser.go(page)
    await browser.submit(undefined, fields)
    if (browser.page.includes('autocomplete="current-password"')) {
      await browser.submit(undefined, { username: alice.id, 'current-password': alice.secret })
    }
    await browser.submit(undefined, {}, button)
  }
  await decide(told.verification_uri_complete, {}, 'allow')
  const got = await poll(told.device_code)
  const { sub } = oauth.getValidatedIdTokenClaims(got)
  const person = await oauth.processUserInfoResponse(as, client, sub, await oauth.userInfoRequest(as, client, got.access_token, insecure))
  assert.equal(person.preferred_username, alice.id)
  const seen = await introspect(orders, got.access_token)
  assert.equal(seen.scope, 'orders:read')
  assert.equal(seen.client_id, who.id)
  if (who === tv) {
    const next = await oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, got.refresh_token, insecure))
    assert.equal((await introspect(orders, next.access_token)).active, true)
  } else {
    assert.equal(got.refresh_token, undefined)
  }

  const other = await begin()
  await decide(other.verification_uri, { 'one-time-code': other.user_code.toLowerCase().replace('-', ' ') }, 'deny')
  await refused(other.device_code, 'access_denied')
  await assert.rejects(begin('orders:erase'), (e) => (assert.equal(e.error, 'invalid_scope'), true))

  // A code that comes twice was in two hands.
  await refused(told.device_code, 'invalid_grant')
  assert.deepEqual(await introspect(orders, got.access_token), { active: false })
}
