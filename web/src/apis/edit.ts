import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type ResourceServer, type ResourceServerEdit } from '../api/client'
import { server } from './queries'

// useEdit changes an API from the version that is shown, so that nothing that
// somebody else has changed meanwhile is overwritten; saved says what became of it.
export function useEdit(of: ResourceServer, saved: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (edit: Omit<ResourceServerEdit, 'version'>) =>
      ask(api.PATCH('/resource-servers/{id}', { params: { path: { id: of.id } }, body: { ...edit, version: of.version } })),
    onSuccess: async (now) => {
      queries.setQueryData(server(of.id).queryKey, now)
      await queries.invalidateQueries({ queryKey: ['resource-servers'] })
      notifications.show({ message: saved })
    },
  })
}
