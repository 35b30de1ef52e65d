import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Client, type ClientEdit } from '../api/client'
import { client } from '../api/queries'

// useEdit changes an application from the version that the edit names, so that
// nothing that somebody else has changed meanwhile is overwritten; saved says what
// became of it.
export function useEdit(of: Client, saved: string) {
  const queries = useQueryClient()
  const edit = useMutation({
    mutationFn: (edit: ClientEdit) => ask(api.PATCH('/clients/{client_id}', { params: { path: { client_id: of.client_id } }, body: edit })),
    onSuccess: async (now) => {
      queries.setQueryData(client(of.client_id).queryKey, now)
      await queries.invalidateQueries({ queryKey: ['clients', 'list'] })
      notifications.show({ message: saved })
    },
  })
  return { ...edit, read: () => queries.fetchQuery({ ...client(of.client_id), staleTime: 0 }) }
}
