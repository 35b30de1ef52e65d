// Requests to the endpoints that are about tokens and sessions there are:
// introspection, revocation, userinfo and end_session; and methods that are none.
import { basic } from './server.mjs'

export function* others() {
  yield* introspection()
  yield* revocation()
  yield* userinfo()
  yield* leaving()
  yield* methods()
}

const access = async (s, who = 'site', more = undefined) => (await s.tokens(who, more)).access_token
const refresh = async (s, who = 'site') => (await s.tokens(who)).refresh_token
const program = async (s) => (await s.must(await s.as('shop', { grant_type: 'client_credentials', scope: 'orders:read', resource: 'https://orders.example' }))).access_token

function* introspection() {
  const ask = (make, more = {}, who = 'site') => async (s) => s.send('introspection', await s.as(who, { token: await make(s), ...more }))
  yield ['introspection: its own access token', ask(access)]
  yield ['introspection: its own access token for an API', ask((s) => access(s, 'site', { scope: 'openid orders:read' }))]
  yield ['introspection: its own refresh token', ask(refresh)]
  yield ['introspection: its own token of a program', ask(program, {}, 'shop')]
  yield ['introspection: its own ID token', ask(async (s) => (await s.tokens('site')).id_token)]
  yield ['introspection: its own code', ask((s) => s.code('site'))]
  yield ["introspection: another client's access token", ask((s) => access(s, 'kiosk'))]
  yield ["introspection: another client's refresh token", ask((s) => refresh(s, 'kiosk'))]
  yield ['introspection: by a public client', ask((s) => access(s, 'notebook'), {}, 'notebook')]
  for (const token_type_hint of ['access_token', 'refresh_token', 'unheard_of', '']) {
    yield [`introspection: hint "${token_type_hint}"`, ask(access, { token_type_hint })]
  }
  for (const [what, text] of Object.entries({ nonsense: 'x', long: 'x'.repeat(5000), 'not ASCII': 'žluť' })) {
    yield [`introspection: ${what}`, ask(() => text)]
  }
  yield ['introspection: a token with a character more', ask(async (s) => `${await access(s)}x`)]
  yield ['introspection: token missing', async (s) => s.send('introspection', { form: { unheard_of: 'x' }, headers: basic('site', s.world.site.secret) })]
  yield ['introspection: token empty', ask(() => '')]
  yield ['introspection: token twice', async (s) => s.send('introspection', { form: [['token', 'x'], ['token', 'x']], headers: basic('site', s.world.site.secret) })]
  yield ['introspection: JSON', async (s) => s.send('introspection', { body: '{"token":"x"}', headers: { 'content-type': 'application/json', ...basic('site', s.world.site.secret) } })]
  yield ['introspection: with its own token as a bearer', async (s) => {
    const token = await access(s)
    return s.send('introspection', { form: { token }, headers: { authorization: `Bearer ${token}` } })
  }]
}

function* revocation() {
  const revoke = (make, more = {}, who = 'site') => async (s) => s.send('revocation', await s.as(who, { token: await make(s), ...more }))
  // after asks what another token means once the first is revoked.
  const after = (choose, about) => async (s) => {
    const tokens = await s.tokens('site')
    await s.send('revocation', await s.as('site', { token: choose(tokens) }))
    return s.send('introspection', await s.as('site', { token: about(tokens) }))
  }
  yield ['revocation: an access token', revoke(access)]
  yield ['revocation: a refresh token', revoke(refresh)]
  yield ['revocation: a token of a program', revoke(program, {}, 'shop')]
  yield ['revocation: by a public client', revoke((s) => access(s, 'notebook'), {}, 'notebook')]
  yield ['revocation: an ID token', revoke(async (s) => (await s.tokens('site')).id_token)]
  yield ['revocation: a code', revoke((s) => s.code('site'))]
  yield ["revocation: another client's access token", revoke((s) => access(s, 'kiosk'))]
  yield ["revocation: another client's, by a public client", revoke((s) => access(s, 'kiosk'), {}, 'notebook')]
  for (const token_type_hint of ['access_token', 'refresh_token', 'unheard_of', '']) {
    yield [`revocation: hint "${token_type_hint}"`, revoke(access, { token_type_hint })]
  }
  yield ['revocation: nonsense', revoke(() => 'x')]
  yield ['revocation: token missing', async (s) => s.send('revocation', { form: { unheard_of: 'x' }, headers: basic('site', s.world.site.secret) })]
  yield ['revocation: token twice', async (s) => s.send('revocation', { form: [['token', 'x'], ['token', 'x']], headers: basic('site', s.world.site.secret) })]
  yield ['revocation: the access token after it was revoked', after((t) => t.access_token, (t) => t.access_token)]
  yield ['revocation: the refresh token after the access token was', after((t) => t.access_token, (t) => t.refresh_token)]
  yield ['revocation: the access token after the refresh token was', after((t) => t.refresh_token, (t) => t.access_token)]
}

function* userinfo() {
  const bearer = (token) => ({ authorization: `Bearer ${token}` })
  const ask = (make, more = {}) => async (s) => s.send('userinfo', { headers: bearer(await make(s)), ...more })
  yield ['userinfo: good', ask(access)]
  yield ['userinfo: good, by POST', ask(access, { method: 'POST' })]
  yield ['userinfo: openid alone', ask((s) => access(s, 'site', { scope: 'openid' }))]
  yield ['userinfo: without openid', ask((s) => access(s, 'site', { scope: 'profile' }))]
  yield ['userinfo: with an API', ask((s) => access(s, 'site', { scope: 'openid orders:read' }))]
  yield ['userinfo: a token of a program', ask(program)]
  yield ['userinfo: a refresh token', ask(refresh)]
  yield ['userinfo: an ID token', ask(async (s) => (await s.tokens('site')).id_token)]
  yield ['userinfo: nonsense', ask(() => 'x')]
  yield ['userinfo: no token', async (s) => s.send('userinfo')]
  yield ['userinfo: an empty token', async (s) => s.send('userinfo', { headers: { authorization: 'Bearer' } })]
  yield ['userinfo: two words', ask(() => 'x y')]
  yield ['userinfo: bearer in lower case', async (s) => s.send('userinfo', { headers: { authorization: `bearer ${await access(s)}` } })]
  yield ['userinfo: a secret', async (s) => s.send('userinfo', { headers: basic('site', s.world.site.secret) })]
  yield ['userinfo: the token in the form', async (s) => s.send('userinfo', { form: { access_token: await access(s) } })]
  yield ['userinfo: the token in the query', async (s) => s.send('userinfo', { query: { access_token: await access(s) } })]
  yield ['userinfo: after it was revoked', async (s) => {
    const token = await access(s)
    await s.send('revocation', await s.as('site', { token }))
    return s.send('userinfo', { headers: bearer(token) })
  }]
}

function* leaving() {
  const leave = (make, more = {}) => async (s) => s.send('end_session', { query: await make(s), ...more })
  const hint = async (s, who = 'site') => (await s.tokens(who)).id_token
  const bye = 'https://site.example/bye'
  for (const [where, more] of [['', {}], [', by somebody signed in', { cookies: true }]]) {
    yield [`end session: nothing${where}`, leave(() => ({}), more)]
    yield [`end session: hint nonsense${where}`, leave(() => ({ id_token_hint: 'x' }), more)]
    yield [`end session: address without a hint${where}`, leave(() => ({ post_logout_redirect_uri: bye }), more)]
    yield [`end session: address with the client_id${where}`, leave(() => ({ client_id: 'site', post_logout_redirect_uri: bye }), more)]
    yield [`end session: address with an unknown client_id${where}`, leave(() => ({ client_id: 'nobody', post_logout_redirect_uri: bye }), more)]
    yield [`end session: address not registered${where}`, leave(async (s) => ({ id_token_hint: await hint(s), post_logout_redirect_uri: `${bye}/` }), more)]
    yield [`end session: address of another client${where}`, leave(async (s) => ({ id_token_hint: await hint(s), post_logout_redirect_uri: 'https://kiosk.example/bye' }), more)]
    yield [`end session: hint and another client_id${where}`, leave(async (s) => ({ id_token_hint: await hint(s), client_id: 'kiosk' }), more)]
    yield [`end session: address twice${where}`, leave(async (s) => [['id_token_hint', await hint(s)], ['post_logout_redirect_uri', bye], ['post_logout_redirect_uri', bye]], more)]
  }
  yield ['end session: hint alone', leave(async (s) => ({ id_token_hint: await hint(s) }))]
  yield ['end session: hint and address', leave(async (s) => ({ id_token_hint: await hint(s), post_logout_redirect_uri: bye, state: 'a state' }))]
  yield ['end session: hint and address, by a form', async (s) => s.send('end_session', { form: { id_token_hint: await hint(s), post_logout_redirect_uri: bye } })]
  // The last one ends the session that the requests before it were made in.
  yield ['end session: hint and address, by somebody signed in', leave(async (s) => ({ id_token_hint: await hint(s), post_logout_redirect_uri: bye, state: 'a state' }), { cookies: true })]
}

function* methods() {
  for (const endpoint of ['/.well-known/openid-configuration', 'jwks_uri', 'authorization', 'token', 'introspection', 'revocation', 'userinfo', 'end_session']) {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']) {
      yield [`method ${method}: ${endpoint.replace('/.well-known/', '')}`, async (s) => s.send(endpoint, { method })]
    }
  }
  yield ['method POST: openid-configuration', async (s) => s.send('/.well-known/openid-configuration', { form: {} })]
  yield ['method POST: jwks_uri', async (s) => s.send('jwks_uri', { form: {} })]
}
