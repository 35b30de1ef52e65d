import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ResourceServer } from '../api/client'
import { self } from '../api/queries'
import { Snippets as Shown } from '../parts/Snippets'
import { asking } from './snippets'

// Snippets ask what a token means, with the newest credential, which is the one that
// whoever has just made it holds.
export function Snippets({ of }: { of: ResourceServer }) {
  const me = useQuery(self).data
  if (!me) return null
  return (
    <Stack>
      {of.token_format === 'jwt' && <Text size="sm">Its tokens are JWTs, which a library for JWTs checks with the keys of <span className="mono whole">{me.tenant.issuer}</span>. Asking as well tells of revocations at once.</Text>}
      <Shown all={asking(of.credentials.at(-1)?.id ?? 'API_CREDENTIAL_ID', me.tenant.issuer)} />
    </Stack>
  )
}
