import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ask, type Client } from '../api/client'
import type { Owners } from './roles'

export const roles = queryOptions({
  queryKey: ['roles'],
  queryFn: async ({ signal }) => (await ask(api.GET('/roles', { signal }))).items,
  // They are part of the program.
  staleTime: Infinity,
})

// managers are the people who hold a role.
export const managers = infiniteQueryOptions({
  queryKey: ['users', 'managing'],
  queryFn: ({ pageParam, signal }) => ask(api.GET('/users', { signal, params: { query: { limit: 50, managing: true, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
})

// members are the applications that hold a role.
export const members = infiniteQueryOptions({
  queryKey: ['members', 'list'],
  queryFn: ({ pageParam, signal }) => ask(api.GET('/members', { signal, params: { query: { limit: 50, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
})

// member tells at which version the roles of an application are, 0 for one that
// holds none.
export const member = (of: Client) =>
  queryOptions({
    queryKey: ['members', 'one', of.client_id, of.roles],
    queryFn: async ({ signal }) =>
      of.roles.length === 0 ? { client_id: of.client_id, roles: [], version: 0 } : ask(api.GET('/members/{client_id}', { signal, params: { path: { client_id: of.client_id } } })),
  })

// owners are looked for among the first of each kind: a tenant with more is in no
// danger of losing its last.
export const owners = queryOptions({
  queryKey: ['members', 'owners'],
  queryFn: async ({ signal }): Promise<Owners> => {
    const [people, applications] = await Promise.all([
      ask(api.GET('/users', { signal, params: { query: { limit: 200, managing: true } } })),
      ask(api.GET('/members', { signal, params: { query: { limit: 200 } } })),
    ])
    return {
      people: people.items.filter((user) => user.roles.includes('owner') && user.status === 'active').map((user) => user.id),
      applications: applications.items.filter((holder) => holder.roles.includes('owner')).map((holder) => holder.client_id),
      complete: people.next_cursor === null && applications.next_cursor === null,
    }
  },
})

// applicationsLike finds those to whom a role could be given.
export const applicationsLike = (q: string) =>
  queryOptions({
    queryKey: ['clients', 'few', q],
    queryFn: async ({ signal }) => (await ask(api.GET('/clients', { signal, params: { query: { limit: 8, q: q || undefined } } }))).items,
  })
