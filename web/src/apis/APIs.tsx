import { Button, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ResourceServer } from '../api/client'
import { Can } from '../parts/Can'
import { Beside, Listing } from '../parts/Listing'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { Facts } from './Facts'
import { formats } from './formats'
import { server, servers } from './queries'

const path = (id: string) => `/apis/${id}`

export function APIs() {
  const shown = useSearch({ from: '/apis' })
  const navigate = useNavigate({ from: '/apis' })
  const query = useInfiniteQuery(servers(shown.q ?? ''))
  return (
    <>
      <Heading
        title="APIs" lead="What accepts tokens, and asks Jeton what they mean. OAuth calls them resource servers."
        action={<Can permission="resource-servers:write"><Button component={Link} to="/apis/new">Register an API</Button></Can>}
      />
      <Listing<ResourceServer>
        things="APIs" thing="API" found="Name or identifier" query={query} shown={shown} go={(search, how) => void navigate({ search, ...how })}
        id={(s) => s.id} path={path} named={(s) => ({ name: s.name, beneath: s.identifiers[0]! })}
        columns={[
          { label: 'Token format', cell: (s) => formats[s.token_format].label, wide: true, width: '18%' },
          { label: 'Status', cell: (s) => <Status is={s.status} />, width: '120px' },
          { label: 'Changed', cell: (s) => <Time at={s.updated_at} />, wide: true, width: '150px' },
        ]}
        nothing={<Nothing />} panel={(id) => <Panel id={id} />}
      />
    </>
  )
}

const Panel = ({ id }: { id: string }) => <Beside thing="API" query={useQuery(server(id))} path={path(id)}>{(of) => <Facts of={of} />}</Beside>

const Nothing = () => (
  <div className="card">
    <Text mb="sm">There is no API yet. Register the first one: it gets a credential with which it asks what a token means.</Text>
    <Can permission="resource-servers:write"><Button component={Link} to="/apis/new">Register an API</Button></Can>
  </div>
)
