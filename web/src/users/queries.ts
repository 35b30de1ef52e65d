import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask } from '../api/client'

export const users = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['users', 'list', q],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/users', { signal, params: { query: { limit: 50, q: q || undefined, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

// peopleLike are a few whose name, username or email begins with a text.
export const peopleLike = (q: string) =>
  queryOptions({
    queryKey: ['users', 'few', q],
    queryFn: async ({ signal }) => (await ask(api.GET('/users', { signal, params: { query: { limit: 8, q: q || undefined } } }))).items,
  })

export const user = (id: string) =>
  queryOptions({
    queryKey: ['users', 'one', id],
    queryFn: ({ signal }) => ask(api.GET('/users/{id}', { signal, params: { path: { id } } })),
  })

export const sessions = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['users', 'sessions', id],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/users/{id}/sessions', { signal, params: { path: { id }, query: { limit: 200, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

// connected are the applications that may act for a person, all on one page.
export const connected = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['users', 'applications', id],
    queryFn: ({ signal }) => ask(api.GET('/users/{id}/applications', { signal, params: { path: { id } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

export const personalTokens = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['tokens', 'personal', id],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/users/{id}/personal-access-tokens', { signal, params: { path: { id }, query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

// reach is what signing somebody out everywhere, or disabling them, would end.
export const reach = (id: string) =>
  queryOptions({
    queryKey: ['tokens', 'reach', id],
    queryFn: async ({ signal }) => {
      const [tokens, open] = await Promise.all([
        ask(api.POST('/revocations/preview', { signal, body: { user: id } })),
        ask(api.GET('/users/{id}/sessions', { signal, params: { path: { id }, query: { limit: 200 } } })),
      ])
      return { tokens: { count: tokens.covers.tokens, more: tokens.covers.more }, seen: tokens.seen, sessions: { count: open.items.length, more: open.next_cursor !== null } }
    },
    staleTime: 0,
    gcTime: 0,
  })
