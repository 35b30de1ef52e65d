import { Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { User } from '../api/client'
import { self } from '../api/queries'
import { Status } from '../parts/Status'
import { Table } from '../parts/Table'
import { Time } from '../parts/Time'
import { standing } from '../users/rules'
import { managers } from './queries'
import { rolesInWords } from './roles'
import { Shown } from './Shown'

// People are those who hold a role.
export function People({ show }: { show: (id: string) => void }) {
  const query = useInfiniteQuery(managers)
  const me = useQuery(self).data?.user?.id
  return (
    <Table<User>
      label="People with a role" query={query} id={(user) => user.id} opens={(user) => show(user.id)}
      columns={[
        { label: 'Name', cell: (user) => <Shown name={user.name} beneath={user.username} you={user.id === me} onClick={() => show(user.id)} /> },
        { label: 'Roles', cell: (user) => rolesInWords(user.roles), width: '34%' },
        { label: 'Status', cell: (user) => <Status is={standing(user)} />, width: '170px', wide: true },
        { label: 'Changed', cell: (user) => <Time at={user.updated_at} />, width: '150px', wide: true },
      ]}
      empty={<Text size="sm">No person holds a role. Whoever runs the installation can invite an owner.</Text>}
    />
  )
}
