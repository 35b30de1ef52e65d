import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Tenant, type TenantEdit } from '../api/client'
import { tenant } from './queries'

// useEdit changes a tenant from the version that the edit names, or the one that is
// shown; saved says what became of it.
export function useEdit(of: Tenant, saved: string) {
  const queries = useQueryClient()
  const edit = useMutation({
    mutationFn: (edit: Partial<TenantEdit>) => ask(api.PATCH('/tenants/{slug}', { params: { path: { slug: of.slug } }, body: { version: of.version, ...edit } })),
    onSuccess: async (now) => {
      queries.setQueryData(tenant(of.slug).queryKey, now)
      await queries.invalidateQueries({ queryKey: ['tenants', 'list'] })
      notifications.show({ message: saved })
    },
  })
  return { ...edit, read: () => queries.fetchQuery({ ...tenant(of.slug), staleTime: 0 }) }
}
