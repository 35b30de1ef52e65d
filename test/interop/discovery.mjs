// Metadata is found from the issuer alone, by both rules, and says the same.
import assert from 'node:assert/strict'
import { discover, world } from './world.mjs'

const byOAuth = await discover('oauth2')
const byOpenID = await discover('oidc')
assert.deepEqual(byOAuth, byOpenID)

// The library has compared the issuer already, as text; it is the whole base of
// every endpoint.
assert.equal(byOAuth.issuer, world.issuer)
for (const endpoint of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'end_session_endpoint', 'pushed_authorization_request_endpoint', 'device_authorization_endpoint', 'introspection_endpoint', 'revocation_endpoint', 'registration_endpoint', 'jwks_uri']) {
  assert.ok(byOAuth[endpoint].startsWith(`${world.issuer}/oauth2/`), `${endpoint} is ${byOAuth[endpoint]}`)
}
assert.deepEqual(byOAuth.grant_types_supported, ['authorization_code', 'client_credentials', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'])

assert.equal(byOpenID.backchannel_logout_supported, true)
assert.equal(byOpenID.backchannel_logout_session_supported, true)

// Nothing is announced that is not there.
for (const endpoint of Object.keys(byOAuth).filter((name) => name.endsWith('_endpoint') || name === 'jwks_uri')) {
  const response = await fetch(byOAuth[endpoint])
  await response.body?.cancel()
  assert.notEqual(response.status, 404, `${endpoint} is not there`)
}

// No other spelling of an issuer is one.
for (const other of [`${world.issuer}/`, world.issuer.toUpperCase(), `${world.issuer}-nobody`]) {
  await assert.rejects(discover('oidc', other), other)
  await assert.rejects(discover('oauth2', other), other)
}
