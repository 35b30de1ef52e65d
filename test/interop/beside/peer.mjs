// oidc-provider, set up as the test's Jeton is: the same clients and secrets, PKCE
// for everybody, refresh tokens that rotate, the same scopes and the same API. Its
// pages of sign-in are not the subject: whoever comes is signed in and allows
// everything.
import { createServer } from 'node:http'
import Provider, { errors } from 'oidc-provider'
import { world } from '../world.mjs'

const { site, kiosk, notary, notebook, panel, shop, orders, erin } = world

const server = createServer()
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))

// issuer is where it serves.
export const issuer = `http://127.0.0.1:${server.address().port}`

const refreshing = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] }
const { d, ...notaryKey } = notary.key

const provider = new Provider(issuer, {
  clients: [
    { client_id: site.id, client_secret: site.secret, ...refreshing, redirect_uris: ['https://site.example/back'], post_logout_redirect_uris: ['https://site.example/bye'] },
    { client_id: kiosk.id, client_secret: kiosk.secret, token_endpoint_auth_method: 'client_secret_post', ...refreshing,
      redirect_uris: ['https://kiosk.example/back', 'https://kiosk.example/other'], post_logout_redirect_uris: ['https://kiosk.example/bye'] },
    { client_id: notary.id, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [notaryKey] }, ...refreshing, redirect_uris: ['https://notary.example/back'] },
    { client_id: notebook.id, token_endpoint_auth_method: 'none', application_type: 'native', ...refreshing, redirect_uris: ['http://127.0.0.1/back'] },
    { client_id: panel.id, token_endpoint_auth_method: 'none', grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'], redirect_uris: [], response_types: [] },
    { client_id: shop.id, client_secret: shop.secret, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'updated_at'], email: ['email', 'email_verified'] },
  scopes: ['openid', 'offline_access', 'profile', 'email'],
  responseTypes: ['code'],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
  allowOmittingSingleRegisteredRedirectUri: true,
  enableHttpPostMethods: true,
  cookies: { keys: ['of this run'], long: { sameSite: 'none' }, short: { sameSite: 'none' } },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: 'Erin', preferred_username: erin.id, updated_at: 1, email: 'erin@acme.example', email_verified: true }),
  }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    deviceFlow: { enabled: true },
    registration: { enabled: true },
    backchannelLogout: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (ctx, client, token) => client.clientAuthMethod !== 'none' && token.clientId === client.clientId },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx) => (ctx.oidc.params?.scope?.includes('orders:') ? orders.identifier : undefined),
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource, client) => {
        if (resource !== orders.identifier) throw new errors.InvalidTarget()
        const scope = [site.id, shop.id].includes(client.clientId) ? 'orders:read orders:write' : 'orders:read'
        return { scope, audience: resource, accessTokenFormat: 'opaque' }
      },
    },
  },
})

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next()
  const { prompt, params, session, grantId } = await provider.interactionDetails(ctx.req, ctx.res)
  ctx.respond = false
  if (prompt.name === 'login') {
    return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: erin.id } })
  }
  const grant = (grantId && (await provider.Grant.find(grantId))) || new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  const { missingOIDCScope, missingResourceScopes } = prompt.details
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
  for (const [resource, scope] of Object.entries(missingResourceScopes ?? {})) grant.addResourceScope(resource, scope.join(' '))
  const consent = { grantId: await grant.save() }
  return provider.interactionFinished(ctx.req, ctx.res, { consent }, { mergeWithLastSubmission: true })
})

server.on('request', provider.callback())

// stop ends it.
export const stop = () => server.close().closeAllConnections()
