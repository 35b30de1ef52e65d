import { Button, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Client } from '../api/client'
import { client, clients } from '../api/queries'
import { Can } from '../parts/Can'
import { Beside, Listing } from '../parts/Listing'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { kindOf } from './kinds'
import { Facts } from './Facts'

const path = (id: string) => `/applications/${id}`

export function Applications() {
  const shown = useSearch({ from: '/applications' })
  const navigate = useNavigate({ from: '/applications' })
  const query = useInfiniteQuery(clients(shown.q ?? ''))
  return (
    <>
      <Heading
        title="Applications" lead="Programs that get tokens from Jeton. OAuth calls them clients."
        action={<Can permission="clients:write"><Button component={Link} to="/applications/new">Register an application</Button></Can>}
      />
      <Listing<Client>
        things="Applications" thing="application" found="Name or id" query={query} shown={shown} go={(search, how) => void navigate({ search, ...how })}
        id={(c) => c.client_id} path={path} named={(c) => ({ name: c.name, beneath: c.client_id })}
        columns={[
          { label: 'What it is', cell: kindOf, wide: true, width: '26%' },
          { label: 'Status', cell: (c) => <Status is={c.status} />, width: '120px' },
          { label: 'Changed', cell: (c) => <Time at={c.updated_at} />, wide: true, width: '150px' },
        ]}
        nothing={<Nothing />} panel={(id) => <Panel id={id} />}
      />
    </>
  )
}

const Panel = ({ id }: { id: string }) => <Beside thing="application" query={useQuery(client(id))} path={path(id)}>{(of) => <Facts of={of} />}</Beside>

const Nothing = () => (
  <div className="card">
    <Text mb="sm">There is no application yet. One is registered in a minute: say what you build, and its settings follow.</Text>
    <Can permission="clients:write"><Button component={Link} to="/applications/new">Register an application</Button></Can>
  </div>
)
