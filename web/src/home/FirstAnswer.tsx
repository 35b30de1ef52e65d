import { Stack, Text } from '@mantine/core'
import type { Client, Count, ResourceServer } from '../api/client'
import { usePulse } from '../api/pulse'
import { Can } from '../parts/Can'
import { Code } from '../parts/Code'
import { firstLines, getsItself } from './lines'

// FirstAnswer is the lines that get a first token and ask what it means. Home hears
// by itself when somebody asks, and says what went wrong if they were told nothing.
export function FirstAnswer({ client, server, issuer }: { client: Client; server: ResourceServer; issuer: string }) {
  return (
    <Stack gap="sm">
      <Text size="sm">{getsItself(client) ? 'Paste this, with the two secrets you were shown:' : 'Sign in to your application to get a token. Then the API asks what it means:'}</Text>
      <Code of="Lines that get a token and ask">{firstLines(client, server, issuer)}</Code>
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
