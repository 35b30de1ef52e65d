import { Stack, Text } from '@mantine/core'
import type { Client, ResourceServer } from '../api/client'
import { hasSecret } from '../applications/kinds'
import { Can } from '../parts/Can'
import { Code } from '../parts/Code'

// FirstToken is the lines that get a first token and ask what it means. Once there
// is a token, Home sees it by itself.
export function FirstToken({ client, api, issuer }: { client: Client; api: ResourceServer; issuer: string }) {
  const credential = api.credentials[0]?.id ?? 'API_CREDENTIAL_ID'
  const itself = client.grant_types.includes('client_credentials') && hasSecret(client)
  const ask = `curl -sS -u '${credential}':"$API_SECRET" -d token="$TOKEN" \\\n     ${issuer}/oauth2/introspect`
  const get = `TOKEN=$(curl -sS -u '${client.client_id}':"$CLIENT_SECRET" -d grant_type=client_credentials \\\n     -d resource='${api.identifiers[0]}' ${issuer}/oauth2/token | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')`
  return (
    <Stack gap="sm">
      <Text size="sm">{itself ? 'Paste this, with the two secrets you were shown:' : 'Sign in to your application to get a token. Then the API asks what it means:'}</Text>
      <Code of="Lines that get a token and ask">{itself ? `${get}\n${ask}` : ask}</Code>
      <Can permission="tokens:read"><Text size="sm" c="dimmed" role="status"><span aria-hidden style={{ color: 'var(--good)' }}>●</span> Waiting for a first token. This page notices it by itself.</Text></Can>
    </Stack>
  )
}
