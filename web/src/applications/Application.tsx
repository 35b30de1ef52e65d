import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Client } from '../api/client'
import { client } from '../api/queries'
import { Aspects, type Aspect } from '../parts/Aspects'
import { Copy } from '../parts/Copy'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Wrong } from '../parts/Wrong'
import { Access } from './Access'
import { Addresses } from './Addresses'
import { Consents } from './Consents'
import { actsForPeople, hasSecret, signsPeopleIn } from './kinds'
import { Overview } from './Overview'
import { Secrets } from './Secrets'
import { Snippets } from './Snippets'
import { Tokens } from './Tokens'

const aspects: Aspect<Client>[] = [
  { id: 'overview', label: 'Overview', page: (c) => <Overview of={c} /> },
  { id: 'secrets', label: 'Secrets', of: hasSecret, page: (c) => <Secrets of={c} /> },
  { id: 'addresses', label: 'Addresses', of: signsPeopleIn, page: (c) => <Addresses of={c} /> },
  { id: 'access', label: 'APIs and scopes', page: (c) => <Access of={c} /> },
  { id: 'snippets', label: 'Snippets', page: (c) => <Snippets of={c} /> },
  { id: 'consents', label: 'Consents', of: actsForPeople, permission: 'grants:read', page: (c) => <Consents of={c} /> },
  { id: 'tokens', label: 'Tokens', permission: 'tokens:read', page: (c) => <Tokens of={c} /> },
]

export function Application() {
  const { id } = useParams({ from: '/applications/$id' })
  const { tab } = useSearch({ from: '/applications/$id' })
  const navigate = useNavigate({ from: '/applications/$id' })
  const query = useQuery(client(id))
  if (query.isPending) return <Loading lines={8} />
  if (query.isError) {
    return <><Heading title="Application" /><Wrong what="The application could not be read" problem={query.error} again={() => void query.refetch()} /></>
  }
  const of = query.data
  return (
    <>
      <Heading title={of.name} lead={<Group gap="sm"><Name mono>{of.client_id}</Name><Copy text={of.client_id} of="the id" /><Status is={of.status} /></Group>}>
        <Name>{of.name}</Name>
      </Heading>
      <Aspects key={of.client_id} all={aspects} of={of} tab={tab} show={(to) => void navigate({ search: { tab: to }, replace: true, resetScroll: false })} />
    </>
  )
}
