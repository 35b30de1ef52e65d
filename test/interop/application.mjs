// What every flow of openid-client begins with: an application that has found the
// server, and somebody who signs in to it.
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { world } from './world.mjs'

// Plain HTTP is for loopback only, which is where the test's Jeton is. Every
// signature is checked, also of what came from the server itself.
export const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks]

// application discovers the server for a client: {id, auth, alg}.
export function application({ id, auth, alg = 'RS256' }) {
  return client.discovery(new URL(world.issuer), id, { id_token_signed_response_alg: alg }, auth, { execute })
}

// request makes an authorization request: its parameters, and what the answer
// will be held to.
export async function request(back, more = {}) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedNonce: client.randomNonce(), expectedState: client.randomState(),
    idTokenExpected: true, maxAge: 300,
  }
  const parameters = {
    redirect_uri: back, scope: 'openid profile email orders:read', nonce: checks.expectedNonce, state: checks.expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256', ...more,
  }
  return { parameters, checks }
}

// signIn takes somebody through an authorization request to the tokens.
export async function signIn(config, who, browser, person, more = {}, build = client.buildAuthorizationUrl) {
  const { parameters, checks } = await request(who.back, more)
  const answer = await browser.signIn(await build(config, parameters), who.back, person.id, person.secret)
  const got = await client.authorizationCodeGrant(config, answer, checks)
  const { sub } = got.claims()
  assert.ok(sub)
  return { got, sub }
}
