import { Stack, Text } from '@mantine/core'
import type { Client, Count, ResourceServer } from '../api/client'
import { usePulse } from '../api/pulse'
import { hasSecret } from '../applications/kinds'
import { Can } from '../parts/Can'
import { Code } from '../parts/Code'

// FirstAnswer is the lines that get a first token and ask what it means. Home hears
// by itself when somebody asks, and says what went wrong if they were told nothing.
export function FirstAnswer({ client, server, issuer }: { client: Client; server: ResourceServer; issuer: string }) {
  const credential = server.credentials[0]?.id ?? 'API_CREDENTIAL_ID'
  const itself = client.grant_types.includes('client_credentials') && hasSecret(client)
  const ask = `curl -sS -u '${credential}':"$API_SECRET" -d token="$TOKEN" \\\n     ${issuer}/oauth2/introspect`
  const get = `TOKEN=$(curl -sS -u '${client.client_id}':"$CLIENT_SECRET" -d grant_type=client_credentials \\\n     -d resource='${server.identifiers[0]}' ${issuer}/oauth2/token | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')`
  return (
    <Stack gap="sm">
      <Text size="sm">{itself ? 'Paste this, with the two secrets you were shown:' : 'Sign in to your application to get a token. Then the API asks what it means:'}</Text>
      <Code of="Lines that get a token and ask">{itself ? `${get}\n${ask}` : ask}</Code>
      <Can permission="tokens:read"><Heard /></Can>
    </Stack>
  )
}

function Heard() {
  const news = misheard(usePulse()?.activity ?? [])
  return (
    <div role="status">
      <Text size="sm" c="dimmed"><span aria-hidden style={{ color: 'var(--good)' }}>●</span> Waiting for the first introspection. This page hears it by itself.</Text>
      {news && <Text size="sm" className="notice" mt="sm">{news}</Text>}
    </div>
  )
}

// misheard says what stood in the way of whoever asked within the last two minutes.
export function misheard(counts: Pick<Count, 'inactive' | 'refused'>[]): string | undefined {
  if (counts.some(({ inactive }) => inactive > 0)) return 'Somebody asked, and was told: inactive. Either that was no token, or it was issued for another API, or it has ended.'
  if (counts.some(({ refused }) => refused > 0)) return 'Somebody asked, and was refused: that id and secret open nothing here. The API asks with its credential, not with the application’s secret.'
  return undefined
}
