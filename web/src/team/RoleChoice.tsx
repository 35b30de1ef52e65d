import { Checkbox, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Role } from '../api/client'
import { self } from '../api/queries'
import { Loading } from '../parts/Loading'
import { Wrong } from '../parts/Wrong'
import { roles } from './queries'
import { covers, roleWords } from './roles'

interface Choice {
  value: Role[]
  onChange: (value: Role[]) => void
  disabled?: boolean
  // kept is a role that cannot be taken away, with the reason.
  kept?: { role: Role; why: string }
}

// RoleChoice offers the roles that there are, each with what it gives. Those that
// give more than whoever looks at it holds cannot be chosen, and say so.
export function RoleChoice({ value, onChange, disabled, kept }: Choice) {
  const query = useQuery(roles)
  const held = useQuery(self).data?.permissions ?? []
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The roles could not be read" problem={query.error} again={() => void query.refetch()} />
  const why = (role: Role) => {
    if (kept?.role === role && value.includes(role)) return kept.why
    return covers(held, [role], query.data) ? undefined : 'You do not hold everything that it gives, so you cannot give it.'
  }
  return (
    <Stack gap="sm" role="group" aria-label="Roles">
      {query.data.map(({ role }) => (
        <Checkbox
          key={role} checked={value.includes(role)} disabled={disabled || why(role) !== undefined}
          label={roleWords[role].name} description={<>{roleWords[role].gives}{!disabled && why(role) && <> <b>{why(role)}</b></>}</>}
          onChange={(event) => onChange(event.currentTarget.checked ? [...value, role] : value.filter((other) => other !== role))}
        />
      ))}
    </Stack>
  )
}
