// Requests to the authorization endpoint, from a browser in which nobody is signed
// in: each parameter left out, empty, twice, and with values good and bad.

// values are by parameter and name; undefined leaves the parameter as it is.
const values = {
  client_id: { unknown: 'nobody', 'of another case': 'SITE', 'with a space': 'site ', 'of a program': 'shop' },
  redirect_uri: {
    'of another client': 'https://kiosk.example/back', 'another path': 'https://site.example/other', 'a longer path': 'https://site.example/back/',
    'with a query': 'https://site.example/back?a=b', 'with a fragment': 'https://site.example/back#a', 'with a port': 'https://site.example:443/back',
    'of another case': 'https://SITE.example/back', 'over http': 'http://site.example/back', 'with a user': 'https://a@site.example/back',
    'with dots': 'https://site.example/a/../back', 'encoded': 'https://site.example/%62ack', 'relative': '/back', 'of another host': 'https://site.example.evil.com/back',
    'a script': 'javascript:alert(1)', 'no address': 'x',
  },
  response_type: { token: 'token', id_token: 'id_token', 'code id_token': 'code id_token', 'code token': 'code token', none: 'none', 'of another case': 'CODE', unknown: 'x' },
  response_mode: { query: 'query', form_post: 'form_post', fragment: 'fragment', jwt: 'jwt', web_message: 'web_message', unknown: 'x' },
  scope: {
    openid: 'openid', 'without openid': 'profile', unknown: 'openid unknown', 'twice the same': 'openid openid', 'two spaces': 'openid  profile', 'a tab': 'openid\tprofile',
    quoted: 'openid "profile"', 'of an API': 'openid orders:read', 'not allowed': 'openid invoices:read', offline_access: 'openid offline_access', 'of another case': 'OPENID',
    'not ASCII': 'openid prófile',
  },
  state: { long: 'x'.repeat(2000), 'not ASCII': 'žluťoučký', markup: '"><script>' },
  nonce: { long: 'x'.repeat(500), 'not ASCII': 'žluťoučký' },
  code_challenge: { short: 'x'.repeat(42), long: 'x'.repeat(44), 'of the longest': 'x'.repeat(128), 'longer than that': 'x'.repeat(129), padded: `${'x'.repeat(42)}=`, 'of other characters': '+'.repeat(43) },
  code_challenge_method: { plain: 'plain', 'of another case': 's256', unknown: 'S512' },
  prompt: { none: 'none', login: 'login', consent: 'consent', select_account: 'select_account', create: 'create', 'login and consent': 'login consent', 'none and login': 'none login', unknown: 'x', 'of another case': 'NONE' },
  max_age: { 0: '0', 1: '1', negative: '-1', 'no number': 'x', fraction: '1.5', huge: '99999999999999999999', 'with a plus': '+1' },
  id_token_hint: { nonsense: 'x', 'of nobody': 'eyJhbGciOiJub25lIn0.e30.' },
  login_hint: { known: 'erin', unknown: 'nobody' },
  acr_values: { any: 'urn:example:any' },
  display: { page: 'page', unknown: 'x' },
  ui_locales: { any: 'en de', nonsense: '!!' },
  claims: { some: '{"id_token":{"email":null}}', 'no JSON': '{', 'an array': '[]' },
  claims_locales: { any: 'en' },
  request: { nonsense: 'x' },
  request_uri: { an: 'https://site.example/request', nonsense: 'x', pushed: 'urn:ietf:params:oauth:request_uri:x' },
  registration: { some: '{}' },
  resource: { known: 'https://orders.example', unknown: 'https://unknown.example', relative: 'orders', 'with a fragment': 'https://orders.example#a', 'of another API': 'https://billing.example' },
  unheard_of: { any: 'x' },
}

const without = (parameters, name) => Object.fromEntries(Object.entries(parameters).filter(([n]) => n !== name))
const pairs = (parameters) => Object.entries(parameters)

// ask makes a case of parameters, as a query or as a form.
const asQuery = (make) => async (server) => server.send('authorization', { query: await make(server) })
const asForm = (make) => async (server) => server.send('authorization', { form: await make(server) })

export function* authorization() {
  yield ['authorization: good', asQuery((s) => s.authorization('site'))]
  yield ['authorization: good, by a form', asForm((s) => s.authorization('site'))]
  yield ['authorization: no parameters', asQuery(() => [])]
  yield ['authorization: no parameters, by a form', asForm(() => [])]

  const named = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method']
  for (const name of named) {
    yield [`authorization: ${name} missing`, asQuery((s) => without(s.authorization('site'), name))]
    yield [`authorization: ${name} missing, by a form`, asForm((s) => without(s.authorization('site'), name))]
    yield [`authorization: ${name} empty`, asQuery((s) => s.authorization('site', { [name]: '' }))]
  }
  for (const [name, all] of Object.entries(values)) {
    for (const [what, value] of Object.entries(all)) {
      yield [`authorization: ${name} ${what}`, asQuery((s) => s.authorization('site', { [name]: value }))]
    }
    const [first] = Object.values(all)
    yield [`authorization: ${name} twice`, asQuery((s) => {
      const good = pairs(s.authorization('site'))
      const given = good.find(([n]) => n === name) ?? [name, first]
      return [...good.filter(([n]) => n !== name), given, [name, first]]
    })]
  }
  yield ['authorization: redirect_uri missing where there are two', asQuery((s) => without(s.authorization('kiosk'), 'redirect_uri'))]
  yield ['authorization: two resources', asQuery((s) => [...pairs(s.authorization('site')), ['resource', 'https://orders.example'], ['resource', 'https://unknown.example']])]
  yield ['authorization: an error by a form to the client', asQuery((s) => s.authorization('site', { response_mode: 'form_post', prompt: 'none' }))]
  yield ['authorization: parameters in query and form', async (s) => s.send('authorization', { query: s.authorization('site'), form: { state: 'another' } })]
  yield ['authorization: a form of another type', async (s) => s.send('authorization', { body: JSON.stringify(s.authorization('site')), headers: { 'content-type': 'application/json' } })]

  for (const [what, redirect_uri] of Object.entries({
    'as registered': 'http://127.0.0.1/back', 'another port': 'http://127.0.0.1:1/back', 'port 0': 'http://127.0.0.1:0/back', 'port 65536': 'http://127.0.0.1:65536/back',
    'another path': 'http://127.0.0.1:1/other', localhost: 'http://localhost:1/back', 'another loopback': 'http://127.0.0.2:1/back', 'of IPv6': 'http://[::1]:1/back',
    'over https': 'https://127.0.0.1/back', 'with a query': 'http://127.0.0.1:1/back?a=b',
  })) {
    yield [`authorization: loopback ${what}`, asQuery((s) => s.authorization('notebook', { redirect_uri }))]
  }
}
