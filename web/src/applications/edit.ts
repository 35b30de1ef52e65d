import type { UseFormReturnType } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Client, type ClientEdit } from '../api/client'
import { client } from '../api/queries'
import { useNewer } from '../parts/useNewer'

// useEdit changes an application from the version that the edit names, so that
// nothing that somebody else has changed meanwhile is overwritten; saved says what
// became of it.
export function useEdit(of: Client, saved: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (edit: ClientEdit) => ask(api.PATCH('/clients/{client_id}', { params: { path: { client_id: of.client_id } }, body: edit })),
    onSuccess: async (now) => {
      queries.setQueryData(client(of.client_id).queryKey, now)
      await queries.invalidateQueries({ queryKey: ['clients', 'list'] })
      notifications.show({ message: saved })
    },
  })
}

// useNewerOf holds a form to the version of the application that it was filled from.
export function useNewerOf<V extends Record<string, unknown>>(of: Client, form: UseFormReturnType<V>, values: (of: Client) => V, edit: ReturnType<typeof useEdit>) {
  const queries = useQueryClient()
  return useNewer({ of, form, values, edit, read: () => queries.fetchQuery({ ...client(of.client_id), staleTime: 0 }) })
}
