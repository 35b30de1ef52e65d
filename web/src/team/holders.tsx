import { Text } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Client, type User } from '../api/client'
import { client } from '../api/queries'
import { Loading } from '../parts/Loading'
import { Wrong } from '../parts/Wrong'
import { user } from '../users/queries'
import { member } from './queries'
import { RolesForm } from './RolesForm'

// UserRoles are the roles of a person.
export function UserRoles({ of }: { of: User }) {
  const queries = useQueryClient()
  return (
    <RolesForm
      id={of.id} of={of} read={() => queries.fetchQuery({ ...user(of.id), staleTime: 0 })}
      save={(body) => ask(api.PUT('/users/{id}/roles', { params: { path: { id: of.id } }, body }))}
      besides={!of.has_password && <Text size="sm" c="dimmed">They have not chosen a password yet. A change of their roles makes the link that they were given void: make them another.</Text>}
    />
  )
}

// ClientRoles are those of an application.
export function ClientRoles({ of }: { of: Client }) {
  const queries = useQueryClient()
  const query = useQuery({ ...member(of), placeholderData: keepPreviousData })
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The roles could not be read" problem={query.error} again={() => void query.refetch()} />
  const path = { client_id: of.client_id }
  return (
    <RolesForm
      // Whoever holds roles again begins at the first version again.
      key={String(query.data.version > 0)} id={of.client_id} of={query.data} impossible={holdsNone(of)}
      read={async () => queries.fetchQuery({ ...member(await queries.fetchQuery({ ...client(of.client_id), staleTime: 0 })), staleTime: 0 })}
      save={async (body) => {
        if (body.roles.length > 0) return ask(api.PUT('/members/{client_id}', { params: { path }, body }))
        await ask(api.DELETE('/members/{client_id}', { params: { path } }))
        return { version: 0, roles: [] }
      }}
    />
  )
}

// holdsNone says why an application can hold no role, if it cannot.
export function holdsNone(of: Client): string | undefined {
  if (of.token_endpoint_auth_method === 'none') return 'It can keep no secret, so it can hold no role: anybody could pass for it.'
  return of.registered_with ? 'It registered itself, so it can hold no role.' : undefined
}
