import type { Client } from '../api/client'
import { nginx } from '../apis/nginx'
import type { Snippet } from '../parts/snippet'
import { deviceCode, kindOf, signsPeopleIn } from './kinds'
import { byDevice } from './snippets/device'
import { inPage, installed } from './snippets/page'
import { byItself } from './snippets/service'
import { signingIn } from './snippets/signin'

// Words are what stands in the lines.
export interface Words {
  id: string
  issuer: string
  scopes: string[]
  // resource is the API's identifier, where it has to be said which one is meant.
  resource?: string
  back: string
  auth: Client['token_endpoint_auth_method']
}

export type Of = Pick<Client, 'client_id' | 'grant_types' | 'token_endpoint_auth_method' | 'application_type' | 'redirect_uris' | 'allowed'>

// snippetsFor gives lines that get the application a token for the first API it may
// use, and for nginx the lines before an API that ask what a token means.
export function snippetsFor(client: Of, issuer: string): Snippet[] {
  const [first, ...others] = client.allowed
  const w: Words = {
    id: client.client_id, issuer, scopes: first?.scopes ?? [], resource: others.length > 0 ? first?.resource_server : undefined,
    back: client.redirect_uris?.[0] ?? 'https://your-application.example/callback', auth: client.token_endpoint_auth_method,
  }
  return [...linesFor(client, w), nginx(issuer)]
}

function linesFor(client: Of, w: Words): Snippet[] {
  if (!signsPeopleIn(client)) return client.grant_types.includes(deviceCode as never) ? byDevice(w) : byItself(w)
  switch (kindOf(client)) {
    case 'Single-page application': return inPage(w)
    case 'Mobile or desktop application': return installed(w)
    default: return signingIn(w)
  }
}
