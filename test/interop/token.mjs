// A client gets a token in both ways to authenticate, for what it asks and for
// no more.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import { introspect, token, world } from './world.mjs'
const { shop, postman, orders, billing } = world

const all = await token(shop, { resource: orders.identifier })
assert.equal(all.token_type, 'bearer')
assert.ok(all.expires_in > 0)
assert.equal(all.scope, 'orders:read orders:write')
assert.equal(all.refresh_token, undefined)
assert.equal(all.id_token, undefined)

const some = await token(shop, { resource: orders.identifier, scope: 'orders:read' })
assert.equal(some.scope, 'orders:read')
assert.notEqual(some.access_token, all.access_token)

const posted = await token(postman, {}, oauth.ClientSecretPost(postman.secret))
assert.equal((await introspect(orders, posted.access_token)).active, true)

// What a client may not have it is told in words of the RFCs.
const refused = async (error, ...request) =>
  assert.rejects(token(...request), (e) => (assert.equal(e.error, error), true))
await refused('invalid_scope', shop, { resource: orders.identifier, scope: 'orders:erase' })
await refused('invalid_target', shop, { resource: 'https://unknown.example' })
await refused('invalid_target', shop, { resource: billing.identifier })

// A wrong secret is refused with a challenge (RFC 6749 section 5.2), and so is
// the form where the client is not registered for it.
const challenged = async (...request) =>
  assert.rejects(token(...request), (e) => (assert.equal(e.status ?? e.response.status, 401), true))
await challenged({ ...shop, secret: postman.secret })
await challenged(shop, {}, oauth.ClientSecretPost(shop.secret))
