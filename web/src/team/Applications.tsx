import { Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Member } from '../api/client'
import { Table } from '../parts/Table'
import { members } from './queries'
import { rolesInWords } from './roles'
import { Shown } from './Shown'

// Applications are those that hold a role.
export function Applications({ show }: { show: (id: string) => void }) {
  const query = useInfiniteQuery(members)
  return (
    <Table<Member>
      label="Applications with a role" query={query} id={(member) => member.client_id} opens={(member) => show(member.client_id)}
      columns={[
        { label: 'Application (client_id)', cell: (member) => <Shown name={member.client_id} mono onClick={() => show(member.client_id)} /> },
        { label: 'Roles', cell: (member) => rolesInWords(member.roles), width: '50%' },
      ]}
      empty={<div className="card"><Text>No application holds a role. One that has a secret and acts for itself can manage this tenant through the API: from a pipeline, for example.</Text></div>}
    />
  )
}
