import { Button, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type Token, type User } from '../api/client'
import { useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { Name, WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Table, type Column } from '../parts/Table'
import { Time } from '../parts/Time'
import { personalTokens } from './queries'

// PersonalTokens are those that somebody made for themselves; the others that speak
// for them are in the place of all tokens.
export function PersonalTokens({ of }: { of: User }) {
  const query = useInfiniteQuery(personalTokens(of.id))
  const queries = useQueryClient()
  const [revoking, setRevoking] = useState<Token>()
  const revoke = async (token: Token) => {
    await ask(api.POST('/tokens/{id}/revoke', { params: { path: { id: token.id } }, body: {} }))
    await queries.invalidateQueries({ queryKey: ['tokens'] })
    notifications.show({ message: 'The token is revoked.' })
  }
  const action: Column<Token> = {
    label: 'Action', width: '100px',
    cell: (t) => t.state === 'active' && <Button size="compact-sm" variant="default" onClick={() => setRevoking(t)} aria-label={`Revoke the token ${t.name} that ends in ${t.last4}`}>Revoke</Button>,
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">Tokens that they made for themselves, for scripts and tools. <Link to="/tokens" search={{ user: of.id }} className="link">Show every token that speaks for them</Link></Text>
      <Table<Token>
        label="Personal access tokens" query={query} id={(t) => t.id}
        columns={[
          { label: 'Name', cell: (t) => <><Name>{t.name ?? ''}</Name><Text size="xs" c="dimmed" component="div" className="mono">…{t.last4}</Text></> },
          { label: 'Good for', cell: (t) => <Name mono>{t.scopes.join(' ') || 'no scope'}</Name>, wide: true },
          { label: 'Status', cell: (t) => <Status is={t.state} />, width: '120px' },
          { label: 'Made', cell: (t) => <Time at={t.issued_at} />, width: '130px', wide: true },
          { label: 'Ends', cell: (t) => <Time at={t.expires_at} />, width: '130px', wide: true },
          ...(useMay('tokens:revoke') ? [action] : []),
        ]}
        empty={<Text size="sm">They have made no personal access token.</Text>}
      />
      {revoking && (
        <Confirm
          title="Revoke the token" verb="Revoke the token" act={() => revoke(revoking)} onClose={() => setRevoking(undefined)}
          effect={<>Whatever uses <b><WholeName>{revoking.name ?? ''}</WholeName></b> is refused from this moment on, by every API. This cannot be taken back.</>}
        />
      )}
    </Stack>
  )
}
