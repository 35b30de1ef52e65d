import { Button, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type Session, type User } from '../api/client'
import { useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { Name } from '../parts/Name'
import { Table, type Column } from '../parts/Table'
import { Time } from '../parts/Time'
import { sessions } from './queries'

// Sessions are the browsers with which somebody is signed in.
export function Sessions({ of }: { of: User }) {
  const query = useInfiniteQuery(sessions(of.id))
  const queries = useQueryClient()
  const [ending, setEnding] = useState<Session>()
  const end = async (session: Session) => {
    await ask(api.DELETE('/users/{id}/sessions/{session_id}', { params: { path: { id: of.id, session_id: session.id } } }))
    await Promise.all(['users', 'tokens'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })))
    notifications.show({ message: 'The session is over.' })
  }
  const action: Column<Session> = {
    label: 'Action', width: '90px',
    cell: (s) => <Button size="compact-sm" variant="default" onClick={() => setEnding(s)} aria-label={`End the session with ${s.device} at ${s.address}`}>End</Button>,
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">Where they are signed in now. What device it is, is as true as what the browser says.</Text>
      <Table<Session>
        label="Sessions" query={query} id={(s) => s.id}
        columns={[
          { label: 'Device', cell: (s) => <><Name>{s.device}</Name><Text size="xs" c="dimmed" component="div" truncate><Name mono>{s.address}</Name></Text></> },
          { label: 'Last used', cell: (s) => <Time at={s.seen_at} />, width: '130px' },
          { label: 'Signed in', cell: (s) => <Time at={s.created_at} />, wide: true, width: '150px' },
          { label: 'Ends at the latest', cell: (s) => <Time at={s.expires_at} />, wide: true, width: '170px' },
          ...(useMay('tokens:revoke') ? [action] : []),
        ]}
        empty={<Text size="sm">They are signed in nowhere.</Text>}
      />
      {ending && (
        <Confirm
          title="End the session" verb="End the session" act={() => end(ending)} onClose={() => setEnding(undefined)}
          effect={<>Whoever uses <b><Name>{ending.device}</Name></b> at <Name mono>{ending.address}</Name> is signed out with the next click. What applications were given in it ends with it, but for what they were given for offline use. They can sign in again.</>}
        />
      )}
    </Stack>
  )
}
