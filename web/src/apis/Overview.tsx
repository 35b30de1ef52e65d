import { Stack } from '@mantine/core'
import type { ResourceServer } from '../api/client'
import { Can } from '../parts/Can'
import { Rename } from '../parts/Rename'
import { Danger } from './Danger'
import { useEdit } from './edit'
import { Facts } from './Facts'
import { Identifiers } from './Identifiers'
import { Seers } from './Seers'

export function Overview({ of }: { of: ResourceServer }) {
  const rename = useEdit(of, 'The API has another name now.')
  return (
    <Stack gap="xl">
      <div className="card"><Facts of={of} /></div>
      <Seers of={of} />
      <Can permission="resource-servers:write">
        <Rename of={of} edit={rename} stays="Its identifiers, and all that goes by them, stay." />
        <Identifiers of={of} />
        <Danger of={of} />
      </Can>
    </Stack>
  )
}
