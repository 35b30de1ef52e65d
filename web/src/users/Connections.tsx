import { Button, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type Connected, type User } from '../api/client'
import { useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { Name, WholeName } from '../parts/Name'
import { Table, type Column } from '../parts/Table'
import { Time } from '../parts/Time'
import { connected } from './queries'

// Connections are the applications that may act for somebody, because they allowed
// it or because the tenant trusts them.
export function Connections({ of }: { of: User }) {
  const query = useInfiniteQuery(connected(of.id))
  const queries = useQueryClient()
  const [taking, setTaking] = useState<Connected>()
  const take = async ({ client }: Connected) => {
    await ask(api.DELETE('/users/{id}/applications/{client_id}', { params: { path: { id: of.id, client_id: client } } }))
    await Promise.all(['users', 'tokens', 'grants'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })))
    notifications.show({ message: `${client} may not act for them any more.` })
  }
  const action: Column<Connected> = {
    label: 'Action', width: '120px',
    cell: (c) => <Button size="compact-sm" variant="default" onClick={() => setTaking(c)} aria-label={`Take back what ${c.client} may do`}>Take back</Button>,
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">Applications that act for them: those they have allowed something, and those that hold live tokens which speak for them.</Text>
      <Table<Connected>
        label="Applications that act for them" query={query} id={(c) => c.client}
        columns={[
          { label: 'Application', cell: (c) => <Link to="/applications/$id" params={{ id: c.client }}><Name mono>{c.client}</Name></Link> },
          { label: 'What it may do', cell: (c) => <Worth of={c} />, wide: true, width: '36%' },
          { label: 'Last token', cell: (c) => (c.used_at ? <Time at={c.used_at} /> : 'Long ago'), width: '120px' },
          { label: 'Since', cell: (c) => <Time at={c.since} />, wide: true, width: '130px' },
          ...(useMay('tokens:revoke') ? [action] : []),
        ]}
        empty={<Text size="sm">No application acts for them.</Text>}
      />
      {taking && (
        <Confirm
          title="Take back what it may do" verb="Take it back" act={() => take(taking)} onClose={() => setTaking(undefined)}
          effect={<><b><WholeName mono>{taking.client}</WholeName></b> loses every token that it got for <b><WholeName>{of.name}</WholeName></b>, at once and everywhere, and what they allowed it is forgotten. It has to ask them again.</>}
        />
      )}
    </Stack>
  )
}

// Worth is what an application may do, API by API.
const Worth = ({ of }: { of: Connected }) =>
  of.worth.length === 0 ? 'Knows who they are' : <>{of.worth.map((target) => <div key={target.identifier}><Name mono>{`${target.identifier}: ${target.scopes.join(' ') || 'no scope'}`}</Name></div>)}</>
