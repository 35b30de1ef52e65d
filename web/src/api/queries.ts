import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask } from './client'
import type { operations } from './schema'

// What the console asks for. A key begins with the kind of thing, so that a change
// of one makes all that was read of its kind old.

const pageSize = 50

export const self = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => ask(api.GET('/me', { signal })),
  staleTime: 60_000,
})

export const settings = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => ask(api.GET('/settings', { signal })),
})

export const clients = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['clients', 'list', q],
    queryFn: ({ pageParam, signal }) =>
      ask(api.GET('/clients', { signal, params: { query: { limit: pageSize, q: q || undefined, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

export const client = (id: string) =>
  queryOptions({
    queryKey: ['clients', 'one', id],
    queryFn: ({ signal }) => ask(api.GET('/clients/{client_id}', { signal, params: { path: { client_id: id } } })),
  })

export const clientSecrets = (id: string) =>
  queryOptions({
    queryKey: ['clients', 'secrets', id],
    queryFn: ({ signal }) => ask(api.GET('/clients/{client_id}/secrets', { signal, params: { path: { client_id: id } } })),
  })

export const resourceServers = infiniteQueryOptions({
  queryKey: ['resource-servers', 'list'],
  queryFn: ({ pageParam, signal }) => ask(api.GET('/resource-servers', { signal, params: { query: { limit: 200, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
})

type TokenFilter = NonNullable<operations['searchTokens']['parameters']['query']>

// liveTokens counts the live tokens of a client, or for an API, as far as is cheap.
export const liveTokens = (of: Pick<TokenFilter, 'client' | 'resource_server'>) =>
  queryOptions({
    queryKey: ['tokens', 'count', of],
    queryFn: async ({ signal }) => {
      let count = 0
      let cursor: string | undefined
      for (let looks = 0; looks < 5; looks++) {
        const page = await ask(api.GET('/tokens', { signal, params: { query: { ...of, state: 'active', limit: 200, cursor } } }))
        count += page.items.length
        if (!page.next_cursor) return { count, more: false }
        cursor = page.next_cursor
      }
      return { count, more: true }
    },
    staleTime: 0,
    gcTime: 0,
  })
