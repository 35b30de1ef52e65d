// Authorization requests are pushed (RFC 9126) by an application with a secret and
// by one without, which is not let in any other way.
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { application, request, signIn } from './application.mjs'
import { Browser } from './browser.mjs'
import { world } from './world.mjs'
const { site, erin } = world

const invalid = (e) => (assert.equal(e.error, 'invalid_request', e), true)

for (const who of [
  { ...site, auth: client.ClientSecretBasic(site.secret), back: 'https://site.example/back' },
  { id: 'pusher', auth: client.None(), back: 'https://pusher.example/back' },
]) {
  const config = await application(who)
  const browser = new Browser()
  const { got, sub } = await signIn(config, who, browser, erin, {}, client.buildAuthorizationUrlWithPAR)
  assert.equal((await client.fetchUserInfo(config, got.access_token, sub)).preferred_username, erin.id)

  // The address says who asks and which request it is, and nothing of it; whoever
  // has it cannot use it twice.
  const { parameters, checks } = await request(who.back)
  const address = await client.buildAuthorizationUrlWithPAR(config, parameters)
  assert.deepEqual([...address.searchParams.keys()].sort(), ['client_id', 'request_uri'])
  const answer = await browser.signIn(address, who.back, erin.id, erin.secret)
  assert.ok((await client.authorizationCodeGrant(config, answer, checks)).access_token)
  assert.equal(await browser.go(address, who.back), undefined)

  // What would be refused later is refused at once.
  const wrong = (await request('https://other.example/back')).parameters
  await assert.rejects(client.buildAuthorizationUrlWithPAR(config, wrong), invalid)
  const unasked = signIn(config, who, browser, erin)
  await (who.id === 'pusher' ? assert.rejects(unasked, invalid) : unasked)
}
