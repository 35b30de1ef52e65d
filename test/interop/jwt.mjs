// An API that wants JWTs can do without asking: the library's own check of RFC
// 9068 passes. One that asks all the same learns of a revocation at once.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import { as, insecure, introspect, revoke, token, world } from './world.mjs'
const { jwtShop, ledger, vault, orders } = world

// check is what an API does with a request that reaches it.
const check = (text, audience) => {
  const request = new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${text}` } })
  return oauth.validateJwtAccessToken(as, request, audience, insecure)
}

// One API for each algorithm.
for (const [api, alg] of [[ledger, 'ES256'], [vault, 'RS256']]) {
  const { access_token } = await token(jwtShop, { resource: api.identifier, scope: 'entries:read' })
  const header = JSON.parse(Buffer.from(access_token.split('.')[0], 'base64url'))
  assert.equal(header.alg, alg)
  assert.equal(header.typ, 'at+jwt')

  const claims = await check(access_token, api.identifier)
  assert.equal(claims.client_id, jwtShop.id)
  assert.equal(claims.sub, jwtShop.id)
  assert.equal(claims.scope, 'entries:read')

  // Not for another API, and not with anything changed.
  await assert.rejects(check(access_token, orders.identifier))
  const [head, payload, signature] = access_token.split('.')
  const widened = { ...claims, scope: 'entries:read entries:write' }
  const forged = [head, Buffer.from(JSON.stringify(widened)).toString('base64url'), signature].join('.')
  await assert.rejects(check(forged, api.identifier))
  const unsigned = [Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url'), payload, ''].join('.')
  await assert.rejects(check(unsigned, api.identifier))

  const seen = await introspect(api, access_token)
  assert.equal(seen.active, true)
  assert.equal(seen.jti, claims.jti)
  assert.equal(seen.exp, claims.exp)
  for (const text of [forged, unsigned]) {
    assert.deepEqual(await introspect(api, text), { active: false })
  }
  assert.deepEqual(await introspect(orders, access_token), { active: false })

  await revoke(jwtShop, access_token)
  assert.deepEqual(await introspect(api, access_token), { active: false })
}
