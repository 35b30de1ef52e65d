// A client takes a token back, and only its own.
import assert from 'node:assert/strict'
import { introspect, revoke, token, world } from './world.mjs'
const { shop, postman, orders } = world

const mint = async () => (await token(shop, { resource: orders.identifier })).access_token
const isActive = async (text) => (await introspect(orders, text)).active
const [kept, taken] = [await mint(), await mint()]

// Another client's token is refused with an error and stays alive (RFC 7009
// section 2.1).
await assert.rejects(revoke(postman, taken), (e) => (assert.equal(e.error, 'unauthorized_client'), true))
assert.equal(await isActive(taken), true)

// Whatever the hint, taken is taken.
await revoke(shop, taken, { token_type_hint: 'refresh_token' })
assert.deepEqual(await introspect(orders, taken), { active: false })
assert.deepEqual(await introspect(shop, taken), { active: false })
assert.equal(await isActive(kept), true)

// What is dead, unknown or no token at all is no error (section 2.2).
for (const text of [taken, 'x', `${kept}x`]) {
  await revoke(shop, text)
}
assert.equal(await isActive(kept), true)
