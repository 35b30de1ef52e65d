// Requests that clients push, and that devices make.
import { basic } from './server.mjs'

const push = (who, more = {}, headers) => async (s) => {
  const { form, headers: own } = await s.as(who, s.authorization(who, more))
  return s.send('pushed_authorization_request', { form: Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined)), headers: headers ?? own })
}
const name = async (s, who = 'site') => (await (await push(who)(s)).json()).request_uri
const bring = (query) => async (s) => s.send('authorization', { query: await query(s) })

export function* pushed() {
  for (const who of ['site', 'kiosk', 'notary', 'notebook']) yield [`pushed: good, as ${who}`, push(who)]
  yield ['pushed: by nobody', push('site', {}, {})]
  yield ['pushed: with a wrong secret', push('site', {}, basic('site', 'wrong'))]
  yield ['pushed: for another client', push('site', { client_id: 'kiosk' })]
  yield ['pushed: without the client_id', push('site', { client_id: undefined })]
  for (const [what, more] of Object.entries({
    'another address': { redirect_uri: 'https://site.example/other' }, 'no challenge': { code_challenge: undefined, code_challenge_method: undefined },
    'a plain challenge': { code_challenge_method: 'plain' }, 'another response type': { response_type: 'token' }, 'an unknown scope': { scope: 'openid orders:erase' },
    'an unknown resource': { resource: 'https://unknown.example' }, 'an unknown prompt': { prompt: 'x' }, 'the name of a request': { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
    'a request object': { request: 'x' },
  })) yield [`pushed: ${what}`, push('site', more)]
  yield ['pushed: twice the scope', async (s) => s.send('pushed_authorization_request', { form: [...Object.entries(s.authorization('site')), ['scope', 'openid']], headers: basic('site', s.world.site.secret) })]
  yield ['pushed: brought', bring(async (s) => ({ client_id: 'site', request_uri: await name(s) }))]
  yield ['pushed: brought by another client', bring(async (s) => ({ client_id: 'kiosk', request_uri: await name(s) }))]
  yield ['pushed: brought with more', bring(async (s) => ({ client_id: 'site', request_uri: await name(s), scope: 'openid', state: 'another' }))]
  yield ['pushed: brought without the client_id', bring(async (s) => ({ request_uri: await name(s) }))]
  for (const method of ['GET', 'PUT']) yield [`method ${method}: pushed_authorization_request`, async (s) => s.send('pushed_authorization_request', { method })]
}

export function* devices() {
  const begin = (who, more) => async (s) => s.send('device_authorization', await s.as(who, { scope: 'openid', ...more }))
  yield ['device: a client that is not for devices', begin('site')]
  yield ['device: nobody', async (s) => s.send('device_authorization', { form: { scope: 'openid' } })]
  yield ['device: a wrong secret', async (s) => s.send('device_authorization', { form: { scope: 'openid' }, headers: basic('site', 'wrong') })]
  yield ['device: GET', async (s) => s.send('device_authorization', { method: 'GET' })]
  const poll = (who, more) => async (s) => s.send('token', await s.as(who, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', ...more }))
  for (const [what, more] of Object.entries({ good: {}, 'an unknown scope': { scope: 'openid orders:erase' } })) yield [`device: ${what}`, begin('panel', more)]
  yield ['device: nobody has decided', async (s) => poll('panel', { device_code: (await (await begin('panel')(s)).json()).device_code })(s)]
  yield ['device: asked again at once', async (s) => {
    const { device_code } = await (await begin('panel')(s)).json()
    await poll('panel', { device_code })(s)
    return poll('panel', { device_code })(s)
  }]
  yield ['device: an unknown code', poll('panel', { device_code: 'x' })]
  yield ['device: no code', poll('panel')]
  yield ["device: another client's code", async (s) => poll('site', { device_code: (await (await begin('panel')(s)).json()).device_code })(s)]
}
