import type { Client, ClientDraft } from '../api/client'

export const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

// Kind is something that people build, with the settings that are safe for it and
// the reason for each.
export interface Kind {
  id: string
  label: string
  what: string
  draft: Pick<ClientDraft, 'grant_types' | 'token_endpoint_auth_method' | 'application_type'>
  reasons: { setting: string; why: string }[]
  // redirects is an example of where people come back to, for kinds that sign in.
  redirects?: string
}

const pkce = { setting: 'Sign-in with a code and PKCE', why: 'A code that is caught on its way back is worth nothing without what only the application knows.' }
const noSecret = { setting: 'No secret', why: 'What runs on other people’s machines cannot keep one: anybody could read it there.' }
const secret = { setting: 'A secret', why: 'It runs on machines of yours, where a secret can be kept. Nobody else can pass for it.' }
const refresh = { setting: 'Refresh tokens, used once each', why: 'People stay signed in without a long-lived access token. One that is used twice ends all of its family.' }
const itself = { setting: 'Speaks for itself', why: 'Nobody signs in: its tokens name no person.' }

export const kinds: Kind[] = [
  {
    id: 'web', label: 'Web application', what: 'Runs on your servers, and people sign in to it.', redirects: 'https://shop.example.com/callback',
    draft: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'client_secret_basic', application_type: 'web' },
    reasons: [secret, pkce, refresh],
  },
  {
    id: 'page', label: 'Single-page application', what: 'Runs in the browser, with no server of its own behind it.', redirects: 'https://app.example.com/callback',
    draft: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none', application_type: 'web' },
    reasons: [noSecret, pkce, refresh, { setting: 'Calls from its own pages', why: 'Pages of the addresses you register may ask for tokens, and those of no other origin.' }],
  },
  {
    id: 'native', label: 'Mobile or desktop application', what: 'Is installed on people’s phones and computers.', redirects: 'com.example.app:/callback',
    draft: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none', application_type: 'native' },
    reasons: [noSecret, pkce, refresh, { setting: 'Addresses of its own', why: 'It may be called back by a scheme of its own, or on any free port of the machine it runs on.' }],
  },
  {
    id: 'service', label: 'Service', what: 'A program on your servers that calls APIs by itself.',
    draft: { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' },
    reasons: [secret, itself],
  },
  {
    id: 'device', label: 'Device', what: 'A television or a terminal, without a browser to sign in with.',
    draft: { grant_types: [deviceCode, 'refresh_token'], token_endpoint_auth_method: 'none', application_type: 'native' },
    reasons: [noSecret, { setting: 'Sign-in by a code it shows', why: 'People type the code on their phone, so the device never sees a password.' }, refresh],
  },
  {
    id: 'script', label: 'Script or scheduled job', what: 'Runs unattended, now and then.',
    draft: { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' },
    reasons: [secret, itself, { setting: 'Or no application at all', why: 'A script that only you run needs none: make a personal access token on your account page, for APIs that take them.' }],
  },
]

// kindOf says in a few words what a client is.
export function kindOf(client: Pick<Client, 'grant_types' | 'token_endpoint_auth_method' | 'application_type'>): string {
  const grants: string[] = client.grant_types
  if (grants.includes('authorization_code')) {
    if (client.token_endpoint_auth_method !== 'none') return 'Web application'
    return client.application_type === 'native' ? 'Mobile or desktop application' : 'Single-page application'
  }
  if (grants.includes(deviceCode)) return 'Device'
  return grants.includes('client_credentials') ? 'Service or script' : 'Gets no tokens'
}

export const signsPeopleIn = (client: Pick<Client, 'grant_types'>) => client.grant_types.includes('authorization_code')
export const actsForPeople = (client: Pick<Client, 'grant_types'>) => (client.grant_types as string[]).some((grant) => grant === 'authorization_code' || grant === deviceCode)
export const hasSecret = (client: Pick<Client, 'token_endpoint_auth_method'>) => client.token_endpoint_auth_method.startsWith('client_secret')

// authentication says how a client proves itself.
export const authentication: Record<string, string> = {
  client_secret_basic: 'A secret, in the header (client_secret_basic)',
  client_secret_post: 'A secret, in the form (client_secret_post)',
  private_key_jwt: 'A signature with a key of its own (private_key_jwt)',
  none: 'Nothing: it can keep no secret (none)',
}
