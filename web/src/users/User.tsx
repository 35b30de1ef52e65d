import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { User as Person } from '../api/client'
import { Aspects, type Aspect } from '../parts/Aspects'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Wrong } from '../parts/Wrong'
import { UserRoles } from '../team/holders'
import { Connections } from './Connections'
import { Overview } from './Overview'
import { PersonalTokens } from './PersonalTokens'
import { user } from './queries'
import { standing } from './rules'
import { Sessions } from './Sessions'

const aspects: Aspect<Person>[] = [
  { id: 'overview', label: 'Overview', page: (of) => <Overview of={of} /> },
  { id: 'roles', label: 'Roles', permission: 'members:read', page: (of) => <div style={{ maxWidth: 720 }}><UserRoles of={of} /></div> },
  { id: 'sessions', label: 'Sessions', page: (of) => <Sessions of={of} /> },
  { id: 'applications', label: 'Applications', permission: 'grants:read', page: (of) => <Connections of={of} /> },
  { id: 'tokens', label: 'Tokens', permission: 'tokens:read', page: (of) => <PersonalTokens of={of} /> },
]

export function User() {
  const { id } = useParams({ from: '/users/$id' })
  const { tab } = useSearch({ from: '/users/$id' })
  const navigate = useNavigate({ from: '/users/$id' })
  const query = useQuery(user(id))
  if (query.isPending) return <Loading lines={8} />
  if (query.isError) return <><Heading title="User" /><Wrong what="The user could not be read" problem={query.error} again={() => void query.refetch()} /></>
  const of = query.data
  return (
    <>
      <Heading title={of.name} lead={<Group gap="sm"><Name mono>{of.username}</Name><Status is={standing(of)} /></Group>}><Name>{of.name}</Name></Heading>
      <Aspects key={of.id} all={aspects} of={of} tab={tab} show={(to) => void navigate({ search: { tab: to }, replace: true, resetScroll: false })} />
    </>
  )
}
