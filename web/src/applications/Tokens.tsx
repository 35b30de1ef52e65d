import { Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Client, Token } from '../api/client'
import { tokens } from '../api/queries'
import { Name } from '../parts/Name'
import { Status } from '../parts/Status'
import { Table } from '../parts/Table'
import { Time } from '../parts/Time'

const words: Record<Token['kind'], string> = { access_token: 'Access token', refresh_token: 'Refresh token', personal_access_token: 'Personal access token' }

export function Tokens({ of }: { of: Client }) {
  const query = useInfiniteQuery(tokens({ client: of.client_id }))
  return (
    <Table<Token>
      label="Tokens of this application" query={query} id={(t) => t.id}
      columns={[
        { label: 'Token', cell: (t) => <>{words[t.kind]}<Text size="xs" c="dimmed" component="div" truncate><Name mono>{t.id}</Name></Text></> },
        { label: 'Good for', cell: (t) => <Name mono>{t.scopes.join(' ') || 'no scope'}</Name>, wide: true },
        { label: 'Status', cell: (t) => <Status is={t.state} />, width: '130px' },
        { label: 'Issued', cell: (t) => <Time at={t.issued_at} />, width: '130px', wide: true },
        { label: 'Ends', cell: (t) => <Time at={t.expires_at} />, width: '130px', wide: true },
      ]}
      empty={<Text size="sm">It has got no token yet. The lines under Snippets get it one.</Text>}
    />
  )
}
