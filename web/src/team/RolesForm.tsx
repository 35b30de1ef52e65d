import { Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Role } from '../api/client'
import { self } from '../api/queries'
import { useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { owners, roles } from './queries'
import { RoleChoice } from './RoleChoice'
import { changeInWords, covers, isLastOwner, roleWords, rolesInWords } from './roles'

const RolesHeld = ({ held }: { held: Role[] }) =>
  held.length === 0 ? <Text size="sm">Holds no role.</Text> : held.map((role) => <div key={role}><Text size="sm" fw={600}>{roleWords[role].name}</Text><Text size="sm">{roleWords[role].gives}</Text></div>)

// Holder is somebody's roles, at the version that a change of them has to name.
export interface Holder {
  version: number
  roles: Role[]
}

const rolesOf = (of: Holder) => ({ roles: of.roles })

interface Held {
  // id is of the person or application that holds the roles.
  id: string
  of: Holder
  save: (wanted: Holder) => Promise<Holder>
  read: () => Promise<Holder>
  // impossible says why nothing can be given to them.
  impossible?: string
  // besides is what else a change does.
  besides?: ReactNode
}

// RolesForm shows what somebody holds and changes it, as far as whoever looks at it
// may.
export function RolesForm({ id, of, save, read, impossible, besides }: Held) {
  const me = useQuery(self).data
  const may = useMay('members:write')
  const held = of.roles
  const form = useForm({ initialValues: rolesOf(of) })
  const wanted = form.values.roles
  const [asked, setAsked] = useState(false)
  const queries = useQueryClient()
  const list = useQuery(roles).data ?? []
  const known = useQuery({ ...owners, enabled: may && held.includes('owner') }).data
  const change = useMutation({
    mutationFn: (version: number) => save({ version, roles: wanted }),
    onSuccess: async (now) => {
      // What was read of the roles that were may be gone: it is not asked for again.
      await queries.invalidateQueries({ queryKey: ['members', 'one'], refetchType: 'none' })
      await Promise.all([['users'], ['clients'], ['me'], ['members', 'list'], ['members', 'owners']].map((queryKey) => queries.invalidateQueries({ queryKey })))
      notifications.show({ message: now.roles.length > 0 ? `The roles are now: ${rolesInWords(now.roles)}.` : 'No role is left.' })
    },
  })
  const newer = useNewer({ of, form, values: rolesOf, edit: { ...change, read } })
  const beyond = list.length > 0 && !covers(me?.permissions ?? [], held, list)
  const said = changeInWords(held, wanted)
  // Whoever takes away what they need to come back is asked first.
  const own = me?.user?.id === id && !list.some(({ role, permissions }) => wanted.includes(role) && permissions.includes('members:write'))

  if (!may) return <Stack gap="sm"><RolesHeld held={held} /><Text size="sm" c="dimmed">You may look at roles and not change them.</Text></Stack>
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (own) setAsked(true); else change.mutate(newer.version, { onSuccess: newer.saved }) }}>
      <Stack>
        <Unsaved when={said !== undefined} />
        <Newer of={newer} labels={{ roles: 'Roles' }} say={(_, value) => rolesInWords(value as Role[]) || 'none'} />
        <Summary errors={{}} problem={asked ? undefined : newer.problem} />
        {impossible && <div className="notice"><Text size="sm">{impossible}</Text></div>}
        {beyond && <div className="notice"><Text size="sm">Holds more than you do ({rolesInWords(held)}). Only somebody who holds all of that can change it.</Text></div>}
        <RoleChoice
          value={wanted} onChange={(roles) => form.setFieldValue('roles', roles)} disabled={beyond || impossible !== undefined}
          kept={known && isLastOwner(id, known) ? { role: 'owner', why: 'The last owner cannot be taken away: make somebody else one first.' } : undefined}
        />
        {besides}
        {said && <Text size="sm" c="dimmed">Counts from the next request on.</Text>}
        {!beyond && !impossible && <Group><Button type="submit" disabled={said === undefined} loading={change.isPending}>{said ?? 'Nothing changed yet'}</Button></Group>}
      </Stack>
      {asked && said && (
        <Confirm title={said} effect={wanted.length > 0 ? 'These are your own roles. Without that you can no longer give anybody a role, not even yourself.' : 'These are your own roles. Without any, this console is closed to you.'} verb={said} act={async () => newer.saved(await change.mutateAsync(newer.version))} onClose={() => setAsked(false)} />
      )}
    </form>
  )
}
