import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask, type User, type UserEdit } from '../api/client'
import { self } from '../api/queries'
import { roles } from '../team/queries'
import { covers } from '../team/roles'
import { user } from './queries'

// useEdit changes a person from the version that the edit names, or the one that is
// shown, so that nothing that somebody else has changed meanwhile is overwritten; saved
// says what became of it.
export function useEdit(of: User, saved: string) {
  const queries = useQueryClient()
  const edit = useMutation({
    mutationFn: (edit: Partial<UserEdit>) => ask(api.PATCH('/users/{id}', { params: { path: { id: of.id } }, body: { version: of.version, ...edit } })),
    onSuccess: async (now) => {
      queries.setQueryData(user(of.id).queryKey, now)
      await Promise.all(['users', 'members', 'tokens'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })))
      notifications.show({ message: saved })
    },
  })
  return { ...edit, read: () => queries.fetchQuery({ ...user(of.id), staleTime: 0 }) }
}

// useReaches tells whether whoever is signed in holds everything that somebody's
// roles give: nobody changes a person who may do more than they.
export function useReaches(of: User): boolean {
  const held = useQuery(self).data?.permissions ?? []
  const list = useQuery({ ...roles, enabled: of.roles.length > 0 }).data ?? []
  return covers(held, of.roles, list)
}
