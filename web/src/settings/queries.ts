import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask } from '../api/client'

export const keys = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => ask(api.GET('/keys', { signal })),
})

export const initialTokens = infiniteQueryOptions({
  queryKey: ['initial-access-tokens', 'list'],
  queryFn: ({ pageParam, signal }) => ask(api.GET('/initial-access-tokens', { signal, params: { query: { limit: 50, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
})
