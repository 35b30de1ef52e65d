// Somebody signs in to an application with a secret and to one without; both get
// tokens that are what they asked for, renew them, and lose them at sign-out.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import { Browser } from './browser.mjs'
import { as, insecure, introspect, world } from './world.mjs'
const { site, notebook, alice, orders } = world

for (const [who, auth, back, alg] of [
  [site, oauth.ClientSecretBasic(site.secret), 'https://site.example/back', 'RS256'],
  [notebook, oauth.None(), 'http://127.0.0.1:54321/back', 'ES256'],
]) {
  const client = { client_id: who.id, id_token_signed_response_alg: alg }
  const browser = new Browser()
  const verifier = oauth.generateRandomCodeVerifier()
  const nonce = oauth.generateRandomNonce()
  const state = oauth.generateRandomState()
  const address = new URL(as.authorization_endpoint)
  address.search = new URLSearchParams({
    client_id: who.id, redirect_uri: back, response_type: 'code', scope: 'openid profile email orders:read', nonce, state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  })
  const answer = oauth.validateAuthResponse(as, client, await browser.signIn(address, back, alice.id, alice.secret), state)

  // The library checks signature, issuer, audience, times, nonce and at_hash.
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, answer, back, verifier, insecure)
  const got = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce, requireIdToken: true, maxAge: 60 })
  await oauth.validateApplicationLevelSignature(as, response, insecure)
  const { sub } = oauth.getValidatedIdTokenClaims(got)

  const told = await oauth.userInfoRequest(as, client, got.access_token, insecure)
  const person = await oauth.processUserInfoResponse(as, client, sub, told)
  assert.equal(person.preferred_username, alice.id)
  assert.equal(person.email, 'alice@acme.example')
  assert.equal(person.email_verified, true)

  const seen = await introspect(orders, got.access_token)
  assert.equal(seen.active, true)
  assert.equal(seen.scope, 'orders:read')
  assert.equal(seen.sub, sub)

  const refresh = async (token) =>
    oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, token, insecure))
  const next = await refresh(got.refresh_token)
  assert.notEqual(next.refresh_token, got.refresh_token)
  assert.equal(oauth.getValidatedIdTokenClaims(next).sub, sub)
  assert.equal((await introspect(orders, next.access_token)).active, true)

  // Signed in and allowed once, nobody is asked again.
  const silent = new URL(address)
  silent.searchParams.set('prompt', 'none')
  assert.ok((await browser.go(silent, back)).searchParams.get('code'))

  // The application signs the person out, and with the session go its tokens.
  const out = new URL(as.end_session_endpoint)
  out.searchParams.set('id_token_hint', next.id_token)
  const bye = 'https://site.example/bye'
  if (who === site) out.searchParams.set('post_logout_redirect_uri', bye)
  const left = await browser.go(out, bye)
  assert.equal(left?.href, who === site ? bye : undefined)
  assert.deepEqual(await introspect(orders, next.access_token), { active: false })
  await assert.rejects(refresh(next.refresh_token), (e) => (assert.equal(e.error, 'invalid_grant'), true))
  assert.equal((await browser.go(silent, back)).searchParams.get('error'), 'login_required')
}
