import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Client } from '../api/client'
import { self } from '../api/queries'
import { Snippets as Shown } from '../parts/Snippets'
import { snippetsFor } from './snippets'

// Snippets get the application a token, with the real addresses in them.
export function Snippets({ of }: { of: Client }) {
  const me = useQuery(self).data
  if (!me) return null
  return (
    <Stack>
      {of.allowed.length === 0 && <Text size="sm">It may use no API yet, and gets no token for one until it may: see APIs and scopes.</Text>}
      <Shown all={snippetsFor(of, me.tenant.issuer)} />
    </Stack>
  )
}
