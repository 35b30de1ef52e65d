import { expect, test } from 'vitest'
import { deviceCode } from './kinds'
import { snippetsFor, type Of } from './snippets'

const issuer = 'https://id.example/t/acme'
const service: Of = { client_id: 'shop', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic', application_type: 'web', redirect_uris: [], allowed: [{ resource_server: 'https://orders.example', scopes: ['orders:read'] }] }
const web: Of = { ...service, grant_types: ['authorization_code', 'refresh_token'], redirect_uris: ['https://shop.example/back'] }
const code = (of: Of, id: string) => snippetsFor(of, issuer).find((s) => s.id === id)?.files.map((file) => file.code).join('\n') ?? ''
const languages = (of: Of) => snippetsFor(of, issuer).map((s) => s.id).join(' ')

test('each kind has the languages it is written in', () => {
  expect(languages(service)).toBe('curl go node python java spring dotnet nginx')
  expect(languages(web)).toBe('curl go node python spring dotnet nginx')
  expect(languages({ ...web, token_endpoint_auth_method: 'none' })).toBe('curl browser nginx')
  expect(languages({ ...web, token_endpoint_auth_method: 'none', application_type: 'native' })).toBe('curl go node dotnet nginx')
  expect(languages({ ...service, grant_types: [deviceCode], token_endpoint_auth_method: 'none' })).toBe('curl go node python nginx')
  expect(languages({ ...service, token_endpoint_auth_method: 'private_key_jwt' })).toBe('curl nginx')
})

test('which API is meant is said where there are several', () => {
  expect(code(service, 'curl')).not.toContain('resource=')
  const several = { ...service, allowed: [...service.allowed, { resource_server: 'https://billing.example', scopes: ['bills:read'] }] }
  for (const id of ['curl', 'go', 'node', 'python', 'java', 'dotnet']) expect(code(several, id), id).toContain('https://orders.example')
  for (const id of ['curl', 'go', 'node', 'python', 'java', 'dotnet']) expect(code(several, id), id).not.toContain('bills:read')
})

test('a secret goes where the application puts it', () => {
  const posting: Of = { ...service, token_endpoint_auth_method: 'client_secret_post' }
  for (const id of ['curl', 'node', 'python', 'java', 'dotnet']) {
    expect(code(posting, id), id).toContain('client_secret')
    expect(code(posting, id), id).not.toContain('Basic')
  }
  expect(code(posting, 'go')).toContain('AuthStyleInParams')
})

test('what has no TLS is said to be so, and nothing else is', () => {
  for (const [id, line] of [['node', 'allowInsecureRequests'], ['dotnet', 'RequireHttpsMetadata = false']] as const) {
    expect(code(web, id)).not.toContain(line)
    expect(snippetsFor(web, 'http://127.0.0.1/t/acme').find((s) => s.id === id)?.files[0]?.code).toContain(line)
  }
  expect(code(web, 'nginx')).toContain('proxy_ssl_verify on')
})

test('a secret never stands in the lines', () => {
  for (const of of [service, web]) {
    for (const s of snippetsFor(of, issuer).filter((s) => s.id !== 'curl' || of === service)) expect(s.files.map((f) => f.code).join()).toMatch(/CLIENT_SECRET|BASE64/)
  }
})
