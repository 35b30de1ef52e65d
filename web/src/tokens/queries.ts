import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask, type RevocationTarget } from '../api/client'
import type { TokenFilter } from './filter'

// What is asked about tokens. All keys begin with the same word, so that one
// revocation makes everything that was read of any token old.

export const tokens = (filter: TokenFilter) =>
  infiniteQueryOptions({
    queryKey: ['tokens', 'list', filter],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/tokens', { signal, params: { query: { limit: 50, ...filter, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

export const token = (id: string) =>
  queryOptions({
    queryKey: ['tokens', 'one', id],
    queryFn: ({ signal }) => ask(api.GET('/tokens/{id}', { signal, params: { path: { id } } })),
  })

// grant is the authorization that a family of tokens comes from.
export const grant = (id: string) =>
  queryOptions({
    queryKey: ['tokens', 'grant', id],
    queryFn: ({ signal }) => ask(api.GET('/grants/{id}', { signal, params: { path: { id } } })),
  })

export const familySize = 50

// family is the newest tokens of a grant.
export const family = (id: string) =>
  queryOptions({
    queryKey: ['tokens', 'family', id],
    queryFn: ({ signal }) => ask(api.GET('/tokens', { signal, params: { query: { grant: id, limit: familySize } } })),
  })

// reach is what taking back all tokens of a target would do.
export const reach = (target: RevocationTarget) =>
  queryOptions({
    queryKey: ['tokens', 'reach', target],
    queryFn: ({ signal }) => ask(api.POST('/revocations/preview', { signal, body: target })),
    staleTime: 0,
    gcTime: 0,
  })

// consents are the grants that people gave a client; a client's own are left out.
export const consents = (client: string) =>
  infiniteQueryOptions({
    queryKey: ['tokens', 'consents', client],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/grants', { signal, params: { query: { limit: 50, client, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: (data) => ({ ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.user) })) }),
  })
