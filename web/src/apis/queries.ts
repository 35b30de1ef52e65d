import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask } from '../api/client'
import type { operations } from '../api/schema'

type Filter = Pick<NonNullable<operations['listResourceServers']['parameters']['query']>, 'q' | 'sees'>

const found = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['resource-servers', 'found', filter],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/resource-servers', { signal, params: { query: { limit: 50, ...filter, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

export const servers = (q: string) => found({ q: q || undefined })

// seers are the APIs that may see the tokens of another one.
export const seers = (id: string) => found({ sees: id })

export const server = (id: string) =>
  queryOptions({
    queryKey: ['resource-servers', 'one', id],
    queryFn: ({ signal }) => ask(api.GET('/resource-servers/{id}', { signal, params: { path: { id } } })),
  })
