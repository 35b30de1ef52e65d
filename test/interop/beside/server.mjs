// One of the two servers, as the requests see it.
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { Browser } from '../browser.mjs'

const random = () => randomBytes(32).toString('base64url')
const encode = (value) => Buffer.from(value).toString('base64url')

export const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789'
export const challenge = createHash('sha256').update(verifier).digest('base64url')

// backs are where the clients are answered.
export const backs = {
  site: 'https://site.example/back', kiosk: 'https://kiosk.example/back', notary: 'https://notary.example/back', notebook: 'http://127.0.0.1:54323/back',
}

// basic gives the header of HTTP Basic.
export const basic = (id, secret) => ({ authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` })

export class Server {
  browser = new Browser()

  // metadata is the server's own; world has clients and secrets, which are the
  // same at both.
  constructor(metadata, world) {
    Object.assign(this, { metadata, world })
  }

  // authorization gives the parameters of a good authorization request.
  authorization(who, more = {}) {
    return {
      client_id: who, redirect_uri: backs[who], response_type: 'code', scope: 'openid profile email', state: 'a state', nonce: 'a nonce',
      code_challenge: challenge, code_challenge_method: 'S256', ...more,
    }
  }

  // code signs somebody in to a client, if they are not, and gives a code.
  async code(who, more) {
    const address = new URL(this.metadata.authorization_endpoint)
    address.search = new URLSearchParams(this.authorization(who, more))
    if (more?.scope?.includes('openid') === false) address.searchParams.delete('nonce')
    const { erin } = this.world
    const answer = await this.browser.signIn(address, backs[who], erin.id, erin.secret)
    const code = answer.searchParams.get('code')
    if (!code) throw new Error(`no code: ${answer}`)
    return code
  }

  // tokens gives what a code of the client is redeemed for.
  async tokens(who, more) {
    return this.redeem(who, await this.code(who, more))
  }

  async redeem(who, code) {
    const form = { grant_type: 'authorization_code', code, redirect_uri: backs[who], code_verifier: verifier }
    return this.must(await this.as(who, form))
  }

  async refresh(who, refresh_token) {
    return this.must(await this.as(who, { grant_type: 'refresh_token', refresh_token }))
  }

  async must({ form, headers }) {
    const response = await this.send('token', { form, headers })
    if (response.status !== 200) throw new Error(`no tokens: ${response.status} ${await response.text()}`)
    return response.json()
  }

  // as adds a client's own way to authenticate to a form.
  async as(who, form) {
    const { id, secret } = this.world[who]
    switch (who) {
      case 'kiosk': return { form: { ...form, client_id: id, client_secret: secret }, headers: {} }
      case 'notebook': case 'panel': return { form: { ...form, client_id: id }, headers: {} }
      case 'notary': return { form: { ...form, ...(await this.asserting()) }, headers: {} }
      default: return { form, headers: basic(id, secret) }
    }
  }

  // asserting gives the parameters of an assertion of the notary's.
  async asserting(claims = {}, header = {}, key = this.world.notary.key) {
    return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: await this.assertion(claims, header, key) }
  }

  // assertion signs claims, of which those that are undefined are left out.
  async assertion(claims, header, key) {
    const { id } = this.world.notary
    const now = Math.floor(Date.now() / 1000)
    const all = { iss: id, sub: id, aud: this.metadata.issuer, jti: random(), iat: now, exp: now + 60, ...claims }
    const signed = `${encode(JSON.stringify({ alg: 'ES256', kid: key.kid, ...header }))}.${encode(JSON.stringify(all))}`
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    const imported = await webcrypto.subtle.importKey('jwk', key, algorithm, false, ['sign'])
    return `${signed}.${Buffer.from(await webcrypto.subtle.sign(algorithm, imported, Buffer.from(signed))).toString('base64url')}`
  }

  // send sends a request: a form as pairs or object, or a body as it is.
  async send(endpoint, { method, query, form, body, headers = {}, cookies = false } = {}) {
    const address = new URL(this.metadata[`${endpoint}_endpoint`] ?? this.metadata[endpoint] ?? this.metadata.issuer + endpoint)
    if (query !== undefined) address.search = new URLSearchParams(query)
    const page = endpoint === 'authorization' || endpoint === 'end_session'
    const all = { accept: page ? 'text/html' : 'application/json', ...headers }
    if (cookies) all.cookie = [...this.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return fetch(address, {
      method: method ?? (form || body !== undefined ? 'POST' : 'GET'), headers: all, redirect: 'manual',
      body: form ? new URLSearchParams(form) : body,
    })
  }
}
