import { Stack } from '@mantine/core'
import type { Client } from '../api/client'
import { Can } from '../parts/Can'
import { Rename } from '../parts/Rename'
import { Danger } from './Danger'
import { useEdit } from './edit'
import { Facts } from './Facts'

export function Overview({ of }: { of: Client }) {
  const rename = useEdit(of, 'The application has another name now.')
  return (
    <Stack gap="xl">
      <div className="card"><Facts of={of} /></div>
      <Can permission="clients:write"><Rename of={of} edit={rename} stays="Its id, and all that goes by it, stays." /></Can>
      <Danger of={of} />
    </Stack>
  )
}
