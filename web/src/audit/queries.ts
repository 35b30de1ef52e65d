import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask, type AuditEvent } from '../api/client'
import type { operations } from '../api/schema'
import { Problem } from '../api/problem'
import { spanOf } from './filter'

type Query = NonNullable<operations['listAuditEvents']['parameters']['query']>
export type EventFilter = Pick<Query, 'actor' | 'action' | 'object' | 'after' | 'before'>

export const events = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit-events', 'list', filter],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/audit-events', { signal, params: { query: { limit: 50, ...filter, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

// pageOf reads a page for a file: a long one, which is kept nowhere else.
export const pageOf = (filter: EventFilter, cursor: string | undefined, signal: AbortSignal) =>
  ask(api.GET('/audit-events', { signal, params: { query: { limit: 200, ...filter, cursor } } }))

// event finds the event that an address names.
export const event = (name: string) =>
  queryOptions({
    queryKey: ['audit-events', 'one', name],
    queryFn: async ({ signal }): Promise<AuditEvent> => {
      const span = spanOf(name)
      let cursor: string | undefined
      while (span) {
        const page = await pageOf({ after: span.after, before: span.before }, cursor, signal)
        const found = page.items.find((item) => item.id === span.id)
        if (found) return found
        if (!page.next_cursor) break
        cursor = page.next_cursor
      }
      throw new Problem(404, 'not_found', 'there is no such event')
    },
    staleTime: Infinity,
  })

// personName is what a person is called now, empty for one who is no longer there.
export const personName = (id: string) =>
  queryOptions({
    queryKey: ['users', 'name', id],
    queryFn: async ({ signal }) => {
      try {
        return (await ask(api.GET('/users/{id}', { signal, params: { path: { id } } }))).name
      } catch (problem) {
        if (problem instanceof Problem && problem.status === 404) return ''
        throw problem
      }
    },
  })
