import { expect, test } from 'vitest'
import { snippetsFor } from './snippets'

test('what is pasted means no more than it says', () => {
  const hostile = { client_id: 'shop', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic', application_type: 'web', allowed: [{ resource_server: 'https://orders.example', scopes: ["x';reboot;'"] }] } as unknown as Parameters<typeof snippetsFor>[0]
  const [curl, , node] = snippetsFor(hostile, 'https://id.example/t/acme')
  expect(curl?.code).toContain(`scope='x'\\'';reboot;'\\'''`)
  expect(node?.code).toContain(`scope: "x';reboot;'"`)
})
