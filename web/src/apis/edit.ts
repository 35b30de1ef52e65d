import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type ResourceServer, type ResourceServerEdit } from '../api/client'
import { server } from './queries'

// useEdit changes an API from the version that the edit names, or the one that is
// shown, so that nothing that somebody else has changed meanwhile is overwritten; saved
// says what became of it.
export function useEdit(of: ResourceServer, saved: string) {
  const queries = useQueryClient()
  const edit = useMutation({
    mutationFn: (edit: Partial<ResourceServerEdit>) =>
      ask(api.PATCH('/resource-servers/{id}', { params: { path: { id: of.id } }, body: { version: of.version, ...edit } })),
    onSuccess: async (now) => {
      queries.setQueryData(server(of.id).queryKey, now)
      await queries.invalidateQueries({ queryKey: ['resource-servers'] })
      notifications.show({ message: saved })
    },
  })
  return { ...edit, read: () => queries.fetchQuery({ ...server(of.id), staleTime: 0 }) }
}
