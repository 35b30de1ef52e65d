import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask } from '../api/client'

export const tenants = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['tenants', 'list', q],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/tenants', { signal, params: { query: { limit: 50, q: q || undefined, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

export const tenant = (slug: string) =>
  queryOptions({
    queryKey: ['tenants', 'one', slug],
    queryFn: ({ signal }) => ask(api.GET('/tenants/{slug}', { signal, params: { path: { slug } } })),
  })

// usage is how much a tenant has. Nothing tells an operator when it changes.
export const usage = (slug: string) =>
  queryOptions({
    queryKey: ['tenants', 'usage', slug],
    queryFn: ({ signal }) => ask(api.GET('/tenants/{slug}/usage', { signal, params: { path: { slug } } })),
    refetchInterval: 30_000,
  })

// isTaken tells whether a tenant has a short name.
export const isTaken = (slug: string) =>
  queryOptions({
    queryKey: ['tenants', 'taken', slug],
    queryFn: async ({ signal }) => (await ask(api.GET('/tenants', { signal, params: { query: { q: slug, limit: 1 } } }))).items[0]?.slug === slug,
  })

// installation is the tenants at a glance, without that of the operators.
export const installation = queryOptions({
  queryKey: ['tenants', 'installation'],
  queryFn: async ({ signal }) => {
    const page = await ask(api.GET('/tenants', { signal, params: { query: { limit: 200 } } }))
    const own = page.items.filter(({ slug }) => slug !== 'system')
    const more = page.next_cursor !== null
    const sorted = more ? own : own.toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))
    return { count: own.length, more, newest: sorted.slice(0, 5) }
  },
})
