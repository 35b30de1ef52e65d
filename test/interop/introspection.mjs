// An API learns what a token means to it; every other API, and whoever asks
// about nonsense, learns nothing.
import assert from 'node:assert/strict'
import { as, introspect, token, world } from './world.mjs'
const { shop, postman, orders, billing } = world

const { access_token, expires_in } = await token(shop, { resource: orders.identifier, scope: 'orders:read' })
const seen = await introspect(orders, access_token)
assert.equal(seen.active, true)
assert.equal(seen.iss, as.issuer)
assert.equal(seen.aud, orders.identifier)
assert.equal(seen.client_id, shop.id)
assert.equal(seen.sub, shop.id)
assert.equal(seen.scope, 'orders:read')
assert.equal(seen.token_type, 'Bearer')
assert.ok(Number.isInteger(seen.iat) && Number.isInteger(seen.exp) && Number.isInteger(seen.nbf))
assert.equal(seen.exp - seen.iat, expires_in)
assert.ok(!seen.jti.includes(access_token) && !access_token.includes(seen.jti))

// A hint never changes the answer, right or wrong.
for (const token_type_hint of ['access_token', 'refresh_token', 'unheard_of']) {
  assert.deepEqual(await introspect(orders, access_token, { token_type_hint }), seen)
}

// The client may ask about its own.
assert.equal((await introspect(shop, access_token)).active, true)

const nothing = { active: false }
assert.deepEqual(await introspect(billing, access_token), nothing)
assert.deepEqual(await introspect(postman, access_token), nothing)
for (const text of ['x', `${access_token}x`, access_token.slice(0, -1), access_token.toLowerCase(), seen.jti]) {
  assert.deepEqual(await introspect(orders, text), nothing)
}

// Nobody asks without proof of who asks.
await assert.rejects(introspect({ ...orders, secret: billing.secret }, access_token))
