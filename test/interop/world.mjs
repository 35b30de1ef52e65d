// What every script begins with: the running Jeton and who is registered there,
// as the Go test that started it says, and the metadata, discovered.
import * as oauth from 'oauth4webapi'

// world: {issuer, shop, postman, jwtShop, orders, billing, ledger}; all but the
// issuer are {id, secret} and have an identifier if they are an API.
export const world = JSON.parse(process.env.WORLD)

// Plain HTTP is for loopback only, which is where the test's Jeton is.
export const insecure = { [oauth.allowInsecureRequests]: true }

// discover finds the metadata of an issuer by the rule of OpenID Connect
// ('oidc') or of RFC 8414 ('oauth2').
export async function discover(algorithm = 'oauth2', issuer = world.issuer) {
  const expected = new URL(issuer)
  return oauth.processDiscoveryResponse(expected, await oauth.discoveryRequest(expected, { algorithm, ...insecure }))
}

export const as = await discover()

// token gets an access token by client_credentials.
export async function token(who, parameters = {}, auth = oauth.ClientSecretBasic(who.secret)) {
  const client = { client_id: who.id }
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, insecure)
  return oauth.processClientCredentialsResponse(as, client, response)
}

// introspect has an API, or a client, ask what a token means.
export async function introspect(who, text, additionalParameters = {}) {
  const client = { client_id: who.id }
  const auth = oauth.ClientSecretBasic(who.secret)
  const response = await oauth.introspectionRequest(as, client, auth, text, { additionalParameters, ...insecure })
  return oauth.processIntrospectionResponse(as, client, response)
}

// revoke has a client take a token back.
export async function revoke(who, text, additionalParameters = {}) {
  const auth = oauth.ClientSecretBasic(who.secret)
  const response = await oauth.revocationRequest(as, { client_id: who.id }, auth, text, { additionalParameters, ...insecure })
  return oauth.processRevocationResponse(response)
}
