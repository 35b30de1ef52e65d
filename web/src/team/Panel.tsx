import { Button, Drawer, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { client } from '../api/queries'
import { Loading } from '../parts/Loading'
import { WholeName } from '../parts/Name'
import { Wrong } from '../parts/Wrong'
import { user } from '../users/queries'
import { ClientRoles, UserRoles } from './holders'

export type Kind = 'people' | 'applications'

// Panel is one holder of roles beside the list, or somebody who is to become one.
export const Panel = ({ kind, id, onClose }: { kind: Kind; id?: string; onClose: () => void }) => (
  <Drawer opened={id !== undefined} onClose={onClose} position="right" title="Roles" size={480}>
    {id !== undefined && (kind === 'people' ? <Person id={id} /> : <Application id={id} />)}
  </Drawer>
)

function Person({ id }: { id: string }) {
  const query = useQuery(user(id))
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The user could not be read" problem={query.error} again={() => void query.refetch()} />
  return (
    <Stack gap="lg">
      <Who name={query.data.name} beneath={query.data.username}><Button component={Link} to={`/users/${id}`} variant="default" size="compact-sm">Open the user</Button></Who>
      <UserRoles of={query.data} />
    </Stack>
  )
}

function Application({ id }: { id: string }) {
  const query = useQuery(client(id))
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The application could not be read" problem={query.error} again={() => void query.refetch()} />
  return (
    <Stack gap="lg">
      <Who name={query.data.name} beneath={query.data.client_id}><Button component={Link} to={`/applications/${id}`} variant="default" size="compact-sm">Open the application</Button></Who>
      <ClientRoles of={query.data} />
    </Stack>
  )
}

const Who = ({ name, beneath, children }: { name: string; beneath: string; children: ReactNode }) => (
  <div>
    <Text fw={600} component="div"><WholeName>{name}</WholeName></Text>
    <Text size="sm" c="dimmed" component="div" mb="sm"><WholeName mono>{beneath}</WholeName></Text>
    {children}
  </div>
)
