import { queryOptions } from '@tanstack/react-query'
import { api, ask, type AuditEvent, type Client, type ResourceServer } from '../api/client'
import { Problem } from '../api/problem'

// beginnings tells what a tenant has of what it takes to begin: an API, an
// application, a first answer about a token.
export const beginnings = {
  api: queryOptions({
    queryKey: ['resource-servers', 'any'],
    queryFn: async ({ signal }) => (await ask(api.GET('/resource-servers', { signal, params: { query: { limit: 1 } } }))).items[0] ?? null,
  }),
  client: queryOptions({
    queryKey: ['clients', 'any'],
    queryFn: async ({ signal }) => (await ask(api.GET('/clients', { signal, params: { query: { limit: 1 } } }))).items[0] ?? null,
  }),
  answer: queryOptions({ queryKey: ['activity', 'any'], queryFn: ({ signal }) => anybodyTold(signal), staleTime: 60_000 }),
}

const day = 86_400_000

// kept is how long figures are, at the least.
export const kept = 31 * day

// anybodyTold is whether anybody was told that a token is active, as far back as
// figures are kept. What was asked lately is looked through first: it is little.
async function anybodyTold(signal: AbortSignal): Promise<boolean> {
  for (const back of [day, 7 * day, kept]) {
    const to = new Date(Date.now() + 60_000)
    const query = { from: new Date(to.getTime() - back).toISOString(), to: to.toISOString(), granularity: 'hour' as const }
    try {
      const { items } = await ask(api.GET('/activity', { signal, params: { query } }))
      if (items.some((count) => count.active > 0)) return true
    } catch (thrown) {
      // Too many figures for one answer.
      if (thrown instanceof Problem && thrown.status === 400) return true
      throw thrown
    }
  }
  return false
}

// activeTokens counts the tenant's active tokens, as far as is cheap.
export const activeTokens = queryOptions({
  queryKey: ['tokens', 'active'],
  queryFn: async ({ signal }) => {
    const { covers } = await ask(api.POST('/revocations/preview', { signal, body: { tenant: true } }))
    return { count: covers.tokens, more: covers.more }
  },
  // The more there are, the longer it takes, and the less it says.
  refetchInterval: (query) => (query.state.data?.more ? 60_000 : 15_000),
})

// told is the newest token of an application, and what the API is told about one
// like it: the text of a token is kept nowhere.
export const told = (client: Client, server: ResourceServer) =>
  queryOptions({
    queryKey: ['tokens', 'told', client.client_id, server.id],
    queryFn: async ({ signal }) => {
      const { items } = await ask(api.GET('/tokens', { signal, params: { query: { client: client.client_id, limit: 1 } } }))
      const token = items[0] ?? null
      const { now } = await ask(api.POST('/resource-servers/{id}/preview', {
        signal, params: { path: { id: server.id } },
        body: {
          edit: { version: server.version },
          sample: { client: client.client_id, resources: token?.audience.map(({ identifier }) => identifier), scope: token?.scopes.join(' ') || undefined, username: token?.user && 'somebody' },
        },
      }))
      return { token, verdict: now.find((verdict) => verdict.resource_server === server.id) ?? null }
    },
  })

// security is what to look into, most of which is rare: each is asked for by itself,
// so that what happens all the time does not push it out.
const security = [
  'grant.revoked', 'token.revoked', 'client.revoked', 'user.revoked', 'tenant.revoked', 'key.rotated', 'member.set', 'member.removed', 'tenant.deletion_begun', 'logout-notice.given_up',
]

const newestFirst = (a: AuditEvent, b: AuditEvent) => (a.at === b.at ? b.id.localeCompare(a.id) : Date.parse(b.at) - Date.parse(a.at))

export const securityEvents = queryOptions({
  queryKey: ['audit-events', 'security'],
  queryFn: async ({ signal }) => {
    const pages = await Promise.all(security.map((action) => ask(api.GET('/audit-events', { signal, params: { query: { action, limit: 5 } } }))))
    return pages.flatMap(({ items }) => items).sort(newestFirst).slice(0, 6)
  },
})

// everyday is what people bring about by signing in. It is in the audit log.
const everyday = ['user.signed_in', 'user.signed_out', 'grant.given', 'password.rehashed']

export const recentEvents = queryOptions({
  queryKey: ['audit-events', 'recent'],
  queryFn: async ({ signal }) => {
    const { items } = await ask(api.GET('/audit-events', { signal, params: { query: { limit: 50 } } }))
    return items.filter(({ action }) => !everyday.includes(action)).slice(0, 6)
  },
})
