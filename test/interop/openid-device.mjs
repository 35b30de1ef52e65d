// A device that has no browser shows a code (RFC 8628); somebody types it in
// theirs, and says yes or no.
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { application } from './application.mjs'
import { Browser } from './browser.mjs'
import { introspect, world } from './world.mjs'
const { erin, orders } = world

const config = await application({ id: 'television', auth: client.None() })
const begin = () => client.initiateDeviceAuthorization(config, { scope: 'openid profile orders:read' })

const decide = (browser, address, code, decision) => browser.decide(address, code, erin.id, erin.secret, decision)

// Two devices at once: one code is typed, the other comes with the address.
const [typed, linked] = [await begin(), await begin()]
assert.notEqual(typed.user_code, linked.user_code)
const browser = new Browser()
await decide(browser, typed.verification_uri, typed.user_code.toLowerCase(), 'allow')
await decide(browser, linked.verification_uri_complete, linked.user_code, 'deny')

const refused = (error) => (e) => (assert.equal(e.error, error, e), true)
const [got] = await Promise.all([
  client.pollDeviceAuthorizationGrant(config, typed),
  assert.rejects(client.pollDeviceAuthorizationGrant(config, linked), refused('access_denied')),
])

const { sub } = got.claims()
assert.equal((await client.fetchUserInfo(config, got.access_token, sub)).preferred_username, erin.id)
assert.equal((await introspect(orders, got.access_token)).active, true)
assert.equal((await client.refreshTokenGrant(config, got.refresh_token)).claims().sub, sub)

// What was given is given once.
await assert.rejects(client.pollDeviceAuthorizationGrant(config, typed), refused('invalid_grant'))
