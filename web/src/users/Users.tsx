import { Button, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { User } from '../api/client'
import { Can } from '../parts/Can'
import { Beside, Listing } from '../parts/Listing'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { rolesInWords } from '../team/roles'
import { Facts } from './Facts'
import { user, users } from './queries'
import { standing } from './rules'

const path = (id: string) => `/users/${id}`

export function Users() {
  const shown = useSearch({ from: '/users' })
  const navigate = useNavigate({ from: '/users' })
  const query = useInfiniteQuery(users(shown.q ?? ''))
  return (
    <>
      <Heading
        title="Users" lead="The people who sign in with this tenant. Who of them may manage it is under Team."
        action={<Can permission="users:write"><Button component={Link} to="/users/new">Add a user</Button></Can>}
      />
      <Listing<User>
        things="Users" thing="user" found="Name or email" query={query} shown={shown} go={(search, how) => void navigate({ search, ...how })}
        id={(u) => u.id} path={path} named={(u) => ({ name: u.name, beneath: u.username })}
        columns={[
          { label: 'Email', cell: (u) => (u.email ? <Name>{u.email}</Name> : <Text span size="sm" c="dimmed">None known</Text>), wide: true, width: '26%' },
          { label: 'Roles', cell: (u) => rolesInWords(u.roles), wide: true, width: '16%' },
          { label: 'Status', cell: (u) => <Status is={standing(u)} />, width: '160px' },
          { label: 'Changed', cell: (u) => <Time at={u.updated_at} />, wide: true, width: '140px' },
        ]}
        nothing={<Nothing />} panel={(id) => <Panel id={id} />}
      />
    </>
  )
}

const Panel = ({ id }: { id: string }) => <Beside thing="user" query={useQuery(user(id))} path={path(id)}>{(of) => <Facts of={of} />}</Beside>

const Nothing = () => (
  <div className="card">
    <Text mb="sm">There is no user yet. Add one, and hand them the link by which they choose a password.</Text>
    <Can permission="users:write"><Button component={Link} to="/users/new">Add a user</Button></Can>
  </div>
)
