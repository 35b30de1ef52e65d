import { Stack, Text } from '@mantine/core'
import type { User } from '../api/client'
import { useMay } from '../parts/Can'
import { rolesInWords } from '../team/roles'
import { Danger } from './Danger'
import { Details } from './Details'
import { useReaches } from './edit'
import { Facts } from './Facts'
import { Password } from './PasswordLink'

// Overview is a person and what may be done with them by whoever looks.
export function Overview({ of }: { of: User }) {
  const writes = useMay('users:write')
  const reaches = useReaches(of)
  return (
    <Stack gap="xl">
      <div className="card"><Facts of={of} /></div>
      {writes && !reaches && <div className="notice"><Text size="sm">They may do more than you ({rolesInWords(of.roles)}), so you cannot change them, or make a link for their password.</Text></div>}
      {writes && reaches && <><Password of={of} /><Details of={of} /></>}
      <Danger of={of} reaches={reaches} />
    </Stack>
  )
}
