// openid-client signs somebody in to four applications, one for each way to
// authenticate, and does all that an application does with what it gets: renews
// it, asks who it is, asks what it means, takes it back, signs out.
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { Browser } from './browser.mjs'
import { introspect, world } from './world.mjs'
import { application, signIn } from './application.mjs'
const { site, kiosk, notary, notebook, shop, bob, orders } = world

const refused = (error) => (e) => (assert.equal(e.error, error, e), true)

for (const who of [
  { ...site, auth: client.ClientSecretBasic(site.secret), back: 'https://site.example/back', bye: 'https://site.example/bye' },
  { ...kiosk, auth: client.ClientSecretPost(kiosk.secret), back: 'https://kiosk.example/back', bye: 'https://kiosk.example/bye' },
  { ...notary, auth: await signing(notary.key), back: 'https://notary.example/back', bye: 'https://notary.example/bye' },
  { ...notebook, auth: client.None(), back: 'http://127.0.0.1:54322/back', alg: 'ES256' },
]) {
  const config = await application(who)
  const browser = new Browser()
  const { got, sub } = await signIn(config, who, browser, bob)
  assert.equal(got.scope, 'orders:read openid profile email')

  const person = await client.fetchUserInfo(config, got.access_token, sub)
  assert.equal(person.preferred_username, bob.id)
  await assert.rejects(client.fetchUserInfo(config, `${got.access_token}x`, sub))
  await assert.rejects(client.fetchUserInfo(config, got.refresh_token, sub))

  // A client that proves who it is may ask about its own.
  if (who.id === notebook.id) {
    await assert.rejects(client.tokenIntrospection(config, got.access_token), (e) => (assert.equal(e.status, 401, e), true))
  } else {
    const seen = await client.tokenIntrospection(config, got.access_token)
    assert.equal(seen.active, true)
    assert.equal(seen.client_id, who.id)
    assert.equal((await client.tokenIntrospection(config, got.refresh_token)).active, true)
  }

  const next = await client.refreshTokenGrant(config, got.refresh_token)
  assert.notEqual(next.refresh_token, got.refresh_token)
  assert.equal(next.claims().sub, sub)
  const narrow = await client.refreshTokenGrant(config, next.refresh_token, { scope: 'openid' })
  assert.equal(narrow.scope, 'openid')
  await assert.rejects(client.refreshTokenGrant(config, narrow.refresh_token, { scope: 'openid orders:write' }), refused('invalid_scope'))

  // An access token goes alone; a refresh token takes the grant with it.
  const isActive = async (token) => (await introspect(orders, token)).active
  await client.tokenRevocation(config, next.access_token)
  assert.equal(await isActive(next.access_token), false)
  assert.equal(await isActive(got.access_token), true)
  await client.tokenRevocation(config, narrow.refresh_token, { token_type_hint: 'refresh_token' })
  assert.equal(await isActive(got.access_token), false)
  await assert.rejects(client.refreshTokenGrant(config, narrow.refresh_token), refused('invalid_grant'))

  // Whoever is signed in is not asked again, and whoever signed out is.
  const again = await signIn(config, who, browser, bob, { prompt: 'none' })
  const out = client.buildEndSessionUrl(config, {
    id_token_hint: again.got.id_token, state: 'so long', ...(who.bye && { post_logout_redirect_uri: who.bye }),
  })
  const left = await browser.go(out, who.bye ?? 'nowhere:')
  assert.equal(left?.href, who.bye && `${who.bye}?state=so+long`)
  assert.equal(await isActive(again.got.access_token), false)
  await assert.rejects(signIn(config, who, browser, bob, { prompt: 'none' }), refused('login_required'))
}

// A program gets a token for itself.
const program = await application({ ...shop, auth: client.ClientSecretBasic(shop.secret) })
const own = await client.clientCredentialsGrant(program, { resource: orders.identifier, scope: 'orders:read' })
assert.equal(own.scope, 'orders:read')
assert.equal((await client.tokenIntrospection(program, own.access_token)).active, true)

// signing has a client sign what it says with its key.
async function signing(jwk) {
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  return client.PrivateKeyJwt({ key, kid: jwk.kid })
}
