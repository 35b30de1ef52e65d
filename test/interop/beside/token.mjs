// Requests to the token endpoint: each grant, good and with one thing changed.
import { backs, basic, verifier } from './server.mjs'

const without = (form, name) => Object.fromEntries(Object.entries(form).filter(([n]) => n !== name))

// changes give, for each parameter of a form, forms with one thing changed.
function* changes(names, more) {
  for (const name of names) {
    yield [`${name} missing`, (form) => without(form, name)]
    yield [`${name} empty`, (form) => ({ ...form, [name]: '' })]
    yield [`${name} twice`, (form) => [...Object.entries(form), [name, form[name]]]]
  }
  for (const [what, change] of Object.entries(more)) yield [what, (form) => ({ ...form, ...change })]
}

export function* token() {
  yield* codes()
  yield* refreshing()
  yield* programs()
  yield* shapes()
}

function* codes() {
  const good = async (s, who = 'site', more = undefined) => ({ grant_type: 'authorization_code', code: await s.code(who, more), redirect_uri: backs[who], code_verifier: verifier })
  for (const who of ['site', 'kiosk', 'notary', 'notebook']) {
    yield [`code as ${who}: good`, async (s) => s.send('token', await s.as(who, await good(s, who)))]
  }
  for (const [what, change] of changes(['grant_type', 'code', 'redirect_uri', 'code_verifier'], {
    'code nonsense': { code: 'nonsense' }, 'another redirect_uri': { redirect_uri: backs.kiosk }, 'redirect_uri with a slash': { redirect_uri: `${backs.site}/` },
    'another code_verifier': { code_verifier: verifier.replace('a', 'b') }, 'code_verifier too short': { code_verifier: 'x'.repeat(42) },
    'code_verifier too long': { code_verifier: 'x'.repeat(129) }, 'code_verifier of other characters': { code_verifier: `${verifier}!` },
    'scope narrower': { scope: 'openid' }, 'scope wider': { scope: 'openid orders:read' }, 'resource of an API': { resource: 'https://orders.example' },
    'resource unknown': { resource: 'https://unknown.example' }, 'a parameter unheard of': { unheard_of: 'x' },
  })) {
    yield [`code: ${what}`, async (s) => s.send('token', { form: change(await good(s)), headers: basic('site', s.world.site.secret) })]
  }
  yield ['code: with an API', async (s) => s.send('token', await s.as('site', await good(s, 'site', { scope: 'openid orders:read' })))]
  yield ['code: without openid', async (s) => s.send('token', await s.as('site', await good(s, 'site', { scope: 'profile' })))]
  yield ['code: with offline_access', async (s) => s.send('token', await s.as('site', await good(s, 'site', { scope: 'openid offline_access' })))]
  yield ['code: of another client', async (s) => s.send('token', await s.as('kiosk', { ...(await good(s)), redirect_uri: backs.site }))]
  yield ['code: by a client that is not registered for it', async (s) => s.send('token', await s.as('shop', await good(s)))]
  yield ['code: a second time', async (s) => {
    const request = await s.as('site', await good(s))
    await s.send('token', request)
    return s.send('token', request)
  }]
  yield ['code: its tokens after a second time', async (s) => {
    const form = await good(s)
    const { access_token } = await s.redeem('site', form.code)
    await s.send('token', await s.as('site', form))
    return s.send('introspection', await s.as('site', { token: access_token }))
  }]
}

function* refreshing() {
  const good = async (s, who = 'site', more = undefined) => ({ grant_type: 'refresh_token', refresh_token: (await s.tokens(who, more)).refresh_token })
  for (const who of ['site', 'kiosk', 'notary', 'notebook']) {
    yield [`refresh as ${who}: good`, async (s) => s.send('token', await s.as(who, await good(s, who)))]
  }
  for (const [what, change] of changes(['grant_type', 'refresh_token'], {
    'refresh_token nonsense': { refresh_token: 'nonsense' }, 'scope narrower': { scope: 'openid' }, 'scope without openid': { scope: 'profile' }, 'scope wider': { scope: 'openid profile email orders:read' },
    'scope unknown': { scope: 'openid unknown' }, 'scope of other characters': { scope: 'openid "profile"' }, 'scope empty': { scope: '' },
    'resource of an API': { resource: 'https://orders.example' }, 'resource unknown': { resource: 'https://unknown.example' }, 'a parameter unheard of': { unheard_of: 'x' },
  })) {
    yield [`refresh: ${what}`, async (s) => s.send('token', { form: change(await good(s)), headers: basic('site', s.world.site.secret) })]
  }
  yield ['refresh: with an API', async (s) => s.send('token', await s.as('site', await good(s, 'site', { scope: 'openid orders:read' })))]
  yield ['refresh: of another client', async (s) => s.send('token', await s.as('kiosk', await good(s)))]
  yield ['refresh: after another client tried', async (s) => {
    const form = await good(s)
    await s.send('token', await s.as('kiosk', form))
    return s.send('token', await s.as('site', form))
  }]
  yield ['refresh: by a client that is not registered for it', async (s) => s.send('token', await s.as('shop', await good(s)))]
  yield ['refresh: an access token', async (s) => s.send('token', await s.as('site', { grant_type: 'refresh_token', refresh_token: (await s.tokens('site')).access_token }))]
  yield ['refresh: an ID token', async (s) => s.send('token', await s.as('site', { grant_type: 'refresh_token', refresh_token: (await s.tokens('site')).id_token }))]
  yield ['refresh: a second time', async (s) => {
    const request = await s.as('site', await good(s))
    await s.send('token', request)
    return s.send('token', request)
  }]
  yield ['refresh: after it was revoked', async (s) => {
    const form = await good(s)
    await s.send('revocation', await s.as('site', { token: form.refresh_token }))
    return s.send('token', await s.as('site', form))
  }]
}

function* programs() {
  const good = { grant_type: 'client_credentials', scope: 'orders:read', resource: 'https://orders.example' }
  for (const [what, change] of changes(['grant_type', 'scope', 'resource'], {
    good: {}, 'scope wider': { scope: 'orders:read orders:write' }, 'scope unknown': { scope: 'unknown' }, 'scope openid': { scope: 'openid' }, 'scope of other characters': { scope: '"' },
    'resource unknown': { resource: 'https://unknown.example' }, 'resource relative': { resource: 'orders' }, 'resource with a fragment': { resource: 'https://orders.example#a' },
    'a parameter unheard of': { unheard_of: 'x' }, 'a code too': { code: 'x' },
  })) {
    yield [`client credentials: ${what}`, async (s) => s.send('token', { form: change(good), headers: basic('shop', s.world.shop.secret) })]
  }
  yield ['client credentials: two resources', async (s) => s.send('token', { form: [...Object.entries(good), ['resource', 'https://billing.example']], headers: basic('shop', s.world.shop.secret) })]
  for (const who of ['site', 'kiosk', 'notebook']) {
    yield [`client credentials as ${who}: not registered for it`, async (s) => s.send('token', await s.as(who, good))]
  }
  for (const grant_type of ['password', 'implicit', 'unheard_of', 'urn:ietf:params:oauth:grant-type:device_code', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'urn:ietf:params:oauth:grant-type:token-exchange', 'REFRESH_TOKEN']) {
    yield [`grant type ${grant_type}`, async (s) => s.send('token', await s.as('site', { grant_type }))]
  }
}

// shapes are requests that are none, whatever they say.
function* shapes() {
  const form = 'grant_type=client_credentials&scope=orders%3Aread&resource=https%3A%2F%2Forders.example'
  const shaped = (body, headers, more = {}) => async (s) => s.send('token', { body, headers: { ...basic('shop', s.world.shop.secret), ...headers }, ...more })
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  yield ['shape: with a charset', shaped(form, { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' })]
  yield ['shape: without a type', shaped(Buffer.from(form), {})]
  yield ['shape: JSON', shaped('{"grant_type":"client_credentials"}', { 'content-type': 'application/json' })]
  yield ['shape: text', shaped(form, { 'content-type': 'text/plain' })]
  yield ['shape: empty', shaped('', type)]
  yield ['shape: bad escapes', shaped(`${form}&x=%zz`, type)]
  yield ['shape: bad UTF-8', shaped(`${form}&x=%ff`, type)]
  yield ['shape: parameters in the query', shaped('', type, { query: form })]
  yield ['shape: a query beside the form', shaped(form, type, { query: 'a=b' })]
  yield ['shape: too large', shaped(`${form}&x=${'x'.repeat(70000)}`, type)]
  yield ['shape: many parameters', shaped(form + '&x=1'.repeat(50), type)]
}
