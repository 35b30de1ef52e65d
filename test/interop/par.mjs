// A client pushes what it asks for, and a browser brings the name of it: one that
// has to, one that may, and one that can keep no secret.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import { Browser } from './browser.mjs'
import { as, insecure, introspect, world } from './world.mjs'
const { teller, site, notebook, alice, orders } = world

const push = async (client, auth, parameters) =>
  oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, auth, parameters, insecure))

for (const [who, auth, back, alg] of [
  [teller, oauth.ClientSecretBasic(teller.secret), 'https://teller.example/back', 'RS256'],
  [site, oauth.ClientSecretBasic(site.secret), 'https://site.example/back', 'RS256'],
  [notebook, oauth.None(), 'http://127.0.0.1:54321/back', 'ES256'],
]) {
  const client = { client_id: who.id, id_token_signed_response_alg: alg }
  const verifier = oauth.generateRandomCodeVerifier()
  const nonce = oauth.generateRandomNonce()
  const state = oauth.generateRandomState()
  const parameters = {
    redirect_uri: back, response_type: 'code', scope: 'openid profile orders:read', nonce, state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  }
  const { request_uri, expires_in } = await push(client, auth, parameters)
  assert.ok(expires_in >= 5 && expires_in <= 600)

  const bringing = new URL(as.authorization_endpoint)
  bringing.search = new URLSearchParams({ client_id: who.id, request_uri })
  const browser = new Browser()
  const answer = oauth.validateAuthResponse(as, client, await browser.signIn(bringing, back, alice.id, alice.secret), state)
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, answer, back, verifier, insecure)
  const got = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce, requireIdToken: true })
  assert.equal((await introspect(orders, got.access_token)).scope, 'orders:read')

  // Once, and not for another.
  assert.equal(await browser.go(bringing, back), undefined)
  assert.ok(browser.page.includes('invalid_request_uri'))

  // What is wrong comes back in the words that the library reads.
  for (const [error, wrong] of [
    ['invalid_scope', { scope: 'orders:erase' }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { redirect_uri: `${back}/other` }],
    ['unsupported_response_type', { response_type: 'token' }],
  ]) {
    await assert.rejects(push(client, auth, { ...parameters, ...wrong }), (e) => (assert.equal(e.error, error), true))
  }

  // Without pushing, one may and the other may not.
  const plain = new URL(as.authorization_endpoint)
  plain.search = new URLSearchParams({ client_id: who.id, ...parameters })
  const back2 = await browser.go(plain, back)
  if (who === teller) {
    assert.throws(() => oauth.validateAuthResponse(as, client, back2, state), (e) => (assert.equal(e.error, 'invalid_request'), true))
  } else {
    oauth.validateAuthResponse(as, client, back2, state)
  }
}

await assert.rejects(push({ client_id: teller.id }, oauth.ClientSecretBasic(site.secret), {}), (e) => (assert.equal(e.status ?? e.response.status, 401), true))
