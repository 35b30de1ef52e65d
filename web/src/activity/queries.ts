import { queryOptions } from '@tanstack/react-query'
import { api, ask, type Count } from '../api/client'
import { windowOf, type Span } from './series'

// activity is the figures of a span: the tenant's own, which the pulse keeps fresh as
// well, or for operators those of the tenant that slug names.
export const activity = (span: Span, slug?: string) =>
  queryOptions({
    queryKey: ['activity', slug ?? '', span.id],
    queryFn: async ({ signal }): Promise<Count[]> => {
      const { from, to } = windowOf(span, new Date())
      const query = { from: from.toISOString(), to: to.toISOString(), granularity: span.granularity }
      const answer = slug === undefined ? api.GET('/activity', { signal, params: { query } }) : api.GET('/tenants/{slug}/activity', { signal, params: { path: { slug }, query } })
      return (await ask<{ items: Count[] }>(answer)).items
    },
    refetchInterval: slug === undefined && span.granularity === 'minute' ? 60_000 : 15_000,
  })
