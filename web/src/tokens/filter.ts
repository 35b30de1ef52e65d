import type { Token } from '../api/client'
import type { operations } from '../api/schema'

// TokenSearch is what a list of tokens is narrowed to, and which token is open
// beside it, as it stands in the address.
export interface TokenSearch {
  client?: string
  user?: string
  api?: string
  grant?: string
  kind?: Token['kind']
  state?: Token['state']
  after?: string
  before?: string
  open?: string
}

export const kinds: Record<Token['kind'], string> = { access_token: 'Access token', refresh_token: 'Refresh token', personal_access_token: 'Personal access token' }

export const states: Record<Token['state'], string> = { active: 'Active', expired: 'Expired', revoked: 'Revoked', suspended: 'Suspended', pending: 'Not valid yet' }

// An id may be all digits, which the router reads as a number.
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined)

const oneOf = <T extends string>(words: Record<T, string>, value: unknown) => (typeof value === 'string' && Object.hasOwn(words, value) ? value as T : undefined)

const moment = (value: unknown) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined)

// readTokenSearch takes from an address what it has of a search, and drops what
// means nothing.
export function readTokenSearch(search: Record<string, unknown>): TokenSearch {
  return {
    client: text(search.client), user: text(search.user), api: text(search.api), grant: text(search.grant),
    kind: oneOf(kinds, search.kind), state: oneOf(states, search.state), after: moment(search.after), before: moment(search.before), open: text(search.open),
  }
}

export type TokenFilter = Omit<NonNullable<operations['searchTokens']['parameters']['query']>, 'cursor' | 'limit'>

// filterOf gives a search in the words of the API.
export const filterOf = ({ api, after, before, client, user, grant, kind, state }: TokenSearch): TokenFilter =>
  ({ client, user, grant, kind, state, resource_server: api, issued_after: after, issued_before: before })

// isNarrowed is whether a search leaves anything out.
export const isNarrowed = (search: TokenSearch) => Object.values(filterOf(search)).some((value) => value !== undefined)

// stateOf is the state of a token as people take it: a refresh token that was
// exchanged has done its work, though nothing has ended it.
export const stateOf = (token: Pick<Token, 'state' | 'used_at'>) => (token.state === 'active' && token.used_at ? 'used' : token.state)

// calledOf is what a token is called where there is room for a few words.
export const calledOf = (token: Pick<Token, 'id' | 'kind' | 'name' | 'last4'>) =>
  token.name ?? (token.last4 ? `…${token.last4}` : token.id)
