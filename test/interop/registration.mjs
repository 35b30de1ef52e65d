// A client registers itself, signs somebody in, and is told when they sign out; it
// changes and removes its registration. Another one proves itself by keys that it
// publishes. The library of the tokens (jose) is not that of the protocol.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import * as jose from 'jose'
import * as oauth from 'oauth4webapi'
import { Browser } from './browser.mjs'
import { as, insecure, introspect, world } from './world.mjs'
const { initial, alice, orders } = world

// The relying party: it publishes its keys, and takes logout tokens.
const { publicKey, privateKey } = await jose.generateKeyPair('ES256')
const published = { keys: [{ ...(await jose.exportJWK(publicKey)), kid: 'published', alg: 'ES256', use: 'sig' }] }
const notices = []
const server = createServer(async (request, response) => {
  if (request.url === '/keys') return response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify(published))
  let body = ''
  for await (const chunk of request) body += chunk
  notices.push({ url: request.url, type: request.headers['content-type'], form: new URLSearchParams(body) })
  server.emit('notice')
  response.end()
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const here = `http://127.0.0.1:${server.address().port}`
const back = 'https://self.example/back'

const register = async (metadata, initialAccessToken = initial) =>
  oauth.processDynamicClientRegistrationResponse(await oauth.dynamicClientRegistrationRequest(as, metadata, { initialAccessToken, ...insecure }))

// Only whoever holds an initial access token.
await assert.rejects(register({ redirect_uris: [back] }, 'jtn_ia_nonsense'), (e) => (assert.equal(e.status, 401), true))
await assert.rejects(register({ redirect_uris: ['http://self.example/back'] }), (e) => (assert.equal(e.error, 'invalid_redirect_uri'), true))
await assert.rejects(register({ redirect_uris: [back], logo_uri: 'javascript:1' }), (e) => (assert.equal(e.error, 'invalid_client_metadata'), true))

const jwks = jose.createRemoteJWKSet(new URL(as.jwks_uri))
for (const [metadata, authOf] of [
  [{ subject_type: 'pairwise' }, (client) => oauth.ClientSecretBasic(client.client_secret)],
  [
    { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: `${here}/keys`, id_token_signed_response_alg: 'ES256' },
    () => oauth.PrivateKeyJwt({ key: privateKey, kid: 'published' }),
  ],
]) {
  const client = await register({
    client_name: 'Registered by itself', redirect_uris: [back], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
    scope: 'openid orders:read orders:write', backchannel_logout_uri: `${here}/out`, backchannel_logout_session_required: true, ...metadata,
  })
  assert.ok(client.scope.split(' ').includes('orders:read'))
  assert.ok(!client.scope.split(' ').includes('orders:write'), 'no more than the initial access token allows')
  const auth = authOf(client)

  const browser = new Browser()
  const verifier = oauth.generateRandomCodeVerifier()
  const address = new URL(as.authorization_endpoint)
  address.search = new URLSearchParams({
    client_id: client.client_id, redirect_uri: back, response_type: 'code', scope: 'openid orders:read',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  })
  const answer = oauth.validateAuthResponse(as, client, await browser.signIn(address, back, alice.id, alice.secret), oauth.expectNoState)
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, answer, back, verifier, insecure)
  const got = await oauth.processAuthorizationCodeResponse(as, client, response, { requireIdToken: true })
  assert.equal((await introspect(orders, got.access_token)).active, true)
  const identity = oauth.getValidatedIdTokenClaims(got)

  // Signed out: the party is told, by a token that verifies as section 2.6 has it.
  const told = once(server, 'notice', { signal: AbortSignal.timeout(10_000) })
  const out = new URL(as.end_session_endpoint)
  out.searchParams.set('id_token_hint', got.id_token)
  await browser.go(out, back)
  await told
  const notice = notices.pop()
  assert.equal(notice.url, '/out')
  assert.equal(notice.type, 'application/x-www-form-urlencoded')
  const { payload } = await jose.jwtVerify(notice.form.get('logout_token'), jwks, {
    issuer: as.issuer, audience: client.client_id, typ: 'logout+jwt', algorithms: [client.id_token_signed_response_alg],
    requiredClaims: ['iat', 'exp', 'jti', 'events', 'sub', 'sid'], maxTokenAge: '2m',
  })
  assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} })
  assert.equal(payload.sub, identity.sub)
  assert.equal(payload.sid, identity.sid)
  assert.ok(!('nonce' in payload))
  assert.deepEqual(await introspect(orders, got.access_token), { active: false })

  // The registration is read, changed and removed.
  const manage = (method, token, body) =>
    fetch(client.registration_client_uri, {
      method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    })
  const read = await (await manage('GET', client.registration_access_token)).json()
  assert.equal(read.client_name, 'Registered by itself')
  const { registration_access_token, registration_client_uri, client_id_issued_at, ...rest } = read
  const changed = await (await manage('PUT', registration_access_token, { ...rest, client_name: 'Renamed' })).json()
  assert.equal(changed.client_name, 'Renamed')
  assert.equal((await manage('GET', changed.registration_access_token)).status, 200)
  assert.equal((await manage('GET', registration_access_token)).status, 401)
  assert.equal((await manage('DELETE', changed.registration_access_token)).status, 204)
  assert.equal((await manage('GET', changed.registration_access_token)).status, 401)
}
server.closeAllConnections()
server.close()
