import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ResourceServer } from '../api/client'
import { Aspects, type Aspect } from '../parts/Aspects'
import { Copy } from '../parts/Copy'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Wrong } from '../parts/Wrong'
import { Answers } from './Answers'
import { Credentials } from './Credentials'
import { Format } from './Format'
import { Overview } from './Overview'
import { Policy } from './Policy'
import { server } from './queries'
import { Scopes } from './Scopes'
import { Snippets } from './Snippets'

const aspects: Aspect<ResourceServer>[] = [
  { id: 'overview', label: 'Overview', page: (s) => <Overview of={s} /> },
  { id: 'scopes', label: 'Scopes', page: (s) => <Scopes of={s} /> },
  { id: 'format', label: 'Format and lifetime', page: (s) => <Format of={s} /> },
  { id: 'credentials', label: 'Credentials', page: (s) => <Credentials of={s} /> },
  { id: 'release', label: 'Release policy', page: (s) => <Policy of={s} /> },
  { id: 'answers', label: 'Answers', page: (s) => <Answers of={s} /> },
  { id: 'snippets', label: 'Snippets', page: (s) => <Snippets of={s} /> },
]

export function API() {
  const { id } = useParams({ from: '/apis/$id' })
  const { tab } = useSearch({ from: '/apis/$id' })
  const navigate = useNavigate({ from: '/apis/$id' })
  const query = useQuery(server(id))
  if (query.isPending) return <Loading lines={8} />
  if (query.isError) {
    return <><Heading title="API" /><Wrong what="The API could not be read" problem={query.error} again={() => void query.refetch()} /></>
  }
  const of = query.data
  return (
    <>
      <Heading title={of.name} lead={<Group gap="sm"><Name mono>{of.identifiers[0]!}</Name><Copy text={of.identifiers[0]!} of="the identifier" /><Status is={of.status} /></Group>}>
        <Name>{of.name}</Name>
      </Heading>
      <Aspects key={of.id} all={aspects} of={of} tab={tab} show={(to) => void navigate({ search: { tab: to }, replace: true, resetScroll: false })} />
    </>
  )
}
