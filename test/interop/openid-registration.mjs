// An application registers itself (RFC 7591) and signs somebody in:
// node openid-registration.mjs <initial access token>
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { execute, signIn } from './application.mjs'
import { Browser } from './browser.mjs'
import { world } from './world.mjs'
const [initialAccessToken] = process.argv.slice(2)
const { erin } = world

const back = 'https://registered.example/back'
const register = (metadata, token) =>
  client.dynamicClientRegistration(new URL(world.issuer), {
    client_name: 'Registered', redirect_uris: [back], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post', ...metadata,
  }, undefined, { initialAccessToken: token, execute })

const config = await register({}, initialAccessToken)
const { client_id, client_secret, registration_access_token, registration_client_uri } = config.clientMetadata()
assert.ok(client_id && client_secret && registration_access_token && registration_client_uri)
const { got, sub } = await signIn(config, { back }, new Browser(), erin)
assert.equal((await client.fetchUserInfo(config, got.access_token, sub)).preferred_username, erin.id)
assert.equal((await client.refreshTokenGrant(config, got.refresh_token)).claims().sub, sub)

// Nobody registers without a token, and nothing that could not be used safely.
await assert.rejects(register({}, `${initialAccessToken}x`))
await assert.rejects(register({}))
const refused = (error) => (e) => (assert.equal(e.error, error, e), true)
await assert.rejects(register({ redirect_uris: ['http://registered.example/back'] }, initialAccessToken), refused('invalid_redirect_uri'))
await assert.rejects(register({ token_endpoint_auth_method: 'unheard_of' }, initialAccessToken), refused('invalid_client_metadata'))
