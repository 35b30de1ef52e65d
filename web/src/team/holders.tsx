import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, ask, type Client, type User } from '../api/client'
import { Loading } from '../parts/Loading'
import { Wrong } from '../parts/Wrong'
import { member } from './queries'
import { RolesForm } from './RolesForm'

// UserRoles are the roles of a person.
export const UserRoles = ({ of }: { of: User }) => (
  <RolesForm
    key={of.version} id={of.id} held={of.roles}
    save={(roles) => ask(api.PUT('/users/{id}/roles', { params: { path: { id: of.id } }, body: { version: of.version, roles } }))}
    besides={!of.has_password && <Text size="sm" c="dimmed">They have not chosen a password yet. A change of their roles makes the link that they were given void: make them another.</Text>}
  />
)

// ClientRoles are those of an application.
export function ClientRoles({ of }: { of: Client }) {
  const query = useQuery(member(of))
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The roles could not be read" problem={query.error} again={() => void query.refetch()} />
  const path = { client_id: of.client_id }
  return (
    <RolesForm
      key={query.data.version} id={of.client_id} held={query.data.roles} impossible={holdsNone(of)}
      save={(roles) => (roles.length === 0
        ? ask(api.DELETE('/members/{client_id}', { params: { path } }))
        : ask(api.PUT('/members/{client_id}', { params: { path }, body: { version: query.data.version, roles } })))}
    />
  )
}

// holdsNone says why an application can hold no role, if it cannot.
export function holdsNone(of: Client): string | undefined {
  if (of.token_endpoint_auth_method === 'none') return 'It can keep no secret, so it can hold no role: anybody could pass for it.'
  return of.registered_with ? 'It registered itself, so it can hold no role.' : undefined
}
