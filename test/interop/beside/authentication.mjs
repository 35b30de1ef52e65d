// Ways in which clients authenticate, right and wrong, at the endpoints that ask
// them to.
import { basic } from './server.mjs'

const text = (value) => Buffer.from(value).toString('base64')
const wrong = 'a-wrong-secret-that-is-long-enough-to-be-one'

// ways give form and headers for a client by a name that both servers know.
const ways = {
  nothing: () => ({}),
  'the client_id alone': (s, { id }) => ({ form: { client_id: id } }),
  'the right secret in Basic': (s, { id, secret }) => ({ headers: basic(id, secret) }),
  'a wrong secret in Basic': (s, { id }) => ({ headers: basic(id, wrong) }),
  'an empty secret in Basic': (s, { id }) => ({ headers: basic(id, '') }),
  'no secret in Basic': (s, { id }) => ({ headers: { authorization: `Basic ${text(id)}` } }),
  'nonsense in Basic': () => ({ headers: { authorization: 'Basic !!' } }),
  'nothing in Basic': () => ({ headers: { authorization: 'Basic' } }),
  'basic in lower case': (s, { id, secret }) => ({ headers: { authorization: basic(id, secret).authorization.replace('Basic', 'basic') } }),
  'Basic not encoded inside': (s, { id, secret }) => ({ headers: { authorization: `Basic ${text(`${id}:${secret}`)}` } }),
  'Basic and the same client_id': (s, { id, secret }) => ({ headers: basic(id, secret), form: { client_id: id } }),
  'Basic and another client_id': (s, { id, secret }) => ({ headers: basic(id, secret), form: { client_id: 'shop' } }),
  'another scheme': (s, { secret }) => ({ headers: { authorization: `Bearer ${secret}` } }),
  'the right secret in the form': (s, { id, secret }) => ({ form: { client_id: id, client_secret: secret } }),
  'a wrong secret in the form': (s, { id }) => ({ form: { client_id: id, client_secret: wrong } }),
  'an empty secret in the form': (s, { id }) => ({ form: { client_id: id, client_secret: '' } }),
  'a secret without client_id': (s, { secret }) => ({ form: { client_secret: secret } }),
  'a secret in form and Basic': (s, { id, secret }) => ({ headers: basic(id, secret), form: { client_id: id, client_secret: secret } }),
  'an assertion': async (s) => ({ form: await s.asserting() }),
  'an assertion and Basic': async (s, { id, secret }) => ({ headers: basic(id, secret), form: await s.asserting() }),
  'an assertion and a secret': async (s, { id, secret }) => ({ form: { ...(await s.asserting()), client_id: id, client_secret: secret } }),
}

const unknown = { id: 'nobody', secret: wrong }

// authentication asks a question of an endpoint as every client in every way.
export function* authentication() {
  const nonsense = { grant_type: 'refresh_token', refresh_token: 'nonsense' }
  for (const who of ['site', 'kiosk', 'notary', 'notebook', 'nobody']) {
    for (const [way, present] of Object.entries(ways)) {
      yield [`token as ${who}: ${way}`, ask('token', nonsense, who, present)]
    }
  }
  for (const endpoint of ['introspection', 'revocation']) {
    for (const who of ['site', 'notebook', 'nobody']) {
      for (const way of ['nothing', 'the client_id alone', 'the right secret in Basic', 'a wrong secret in Basic', 'the right secret in the form', 'nonsense in Basic', 'another scheme']) {
        yield [`${endpoint} as ${who}: ${way}`, ask(endpoint, { token: 'nonsense' }, who, ways[way])]
      }
    }
  }
  for (const [what, make] of Object.entries(assertions)) {
    yield [`assertion: ${what}`, async (s) => s.send('token', { form: { ...nonsense, ...(await make(s)) } })]
  }
}

const ask = (endpoint, question, who, present) => async (server) => {
  const { id, secret } = server.world[who] ?? unknown
  // What has no secret presents one that is wrong.
  const { form = {}, headers = {} } = await present(server, { id, secret: secret || wrong })
  return server.send(endpoint, { form: { ...question, ...form }, headers })
}

const soon = () => Math.floor(Date.now() / 1000)

const assertions = {
  good: (s) => s.asserting(),
  'with the client_id': async (s) => ({ ...(await s.asserting()), client_id: 'notary' }),
  'with another client_id': async (s) => ({ ...(await s.asserting()), client_id: 'site' }),
  'for the issuer in an array': (s) => s.asserting({ aud: [s.metadata.issuer] }),
  'for the issuer and another': (s) => s.asserting({ aud: [s.metadata.issuer, 'https://other.example'] }),
  'for the token endpoint': (s) => s.asserting({ aud: s.metadata.token_endpoint }),
  'for another': (s) => s.asserting({ aud: 'https://other.example' }),
  'for nobody': (s) => s.asserting({ aud: undefined }),
  'expired': (s) => s.asserting({ exp: soon() - 3600, iat: soon() - 7200 }),
  'good for a day': (s) => s.asserting({ exp: soon() + 86400 }),
  'without exp': (s) => s.asserting({ exp: undefined }),
  'not yet valid': (s) => s.asserting({ nbf: soon() + 3600 }),
  'from the future': (s) => s.asserting({ iat: soon() + 3600 }),
  'without iat': (s) => s.asserting({ iat: undefined }),
  'without jti': (s) => s.asserting({ jti: undefined }),
  'without iss': (s) => s.asserting({ iss: undefined }),
  'of another issuer': (s) => s.asserting({ iss: 'site' }),
  'without sub': (s) => s.asserting({ sub: undefined }),
  'about another': (s) => s.asserting({ sub: 'site' }),
  'of type JWT': (s) => s.asserting({}, { typ: 'JWT' }),
  'of type client-authentication+jwt': (s) => s.asserting({}, { typ: 'client-authentication+jwt' }),
  'of another type': (s) => s.asserting({}, { typ: 'at+jwt' }),
  'of another algorithm': (s) => s.asserting({}, { alg: 'HS256' }),
  'unsigned': async (s) => ({ ...(await s.asserting()), client_assertion: (await s.assertion({}, { alg: 'none' }, s.world.notary.key)).replace(/[^.]*$/, '') }),
  'changed': async (s) => {
    const made = await s.asserting()
    return { ...made, client_assertion: made.client_assertion.replace(/.{10}$/, 'AAAAAAAAAA') }
  },
  'with a key of nobody': (s) => s.asserting({}, { kid: 'nobody' }),
  'with something critical': (s) => s.asserting({}, { crit: ['x'], x: 1 }),
  'without a type': async (s) => ({ ...(await s.asserting()), client_assertion_type: '' }),
  'of another assertion type': async (s) => ({ ...(await s.asserting()), client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
  'a type alone': () => ({ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_id: 'notary' }),
  'no JWT': async (s) => ({ ...(await s.asserting()), client_assertion: 'x' }),
  'twice': async (s) => {
    const made = await s.asserting()
    await s.send('token', { form: { grant_type: 'refresh_token', refresh_token: 'nonsense', ...made } })
    return made
  },
}
