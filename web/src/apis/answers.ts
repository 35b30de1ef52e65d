import type { ResourceServer } from '../api/client'
import type { Changes } from './policy'

export type Profile = ResourceServer['answer_profile']

// profiles are the forms of an answer, in words. Where answers do not say of which kind
// a token is, an API could take a refresh token for an access token, and is shown none.
export const profiles: Record<Profile, { label: string; what: string; kinds: boolean }> = {
  standard: { label: 'Jeton’s own', what: 'All that RFC 7662 names and the release policy lets out. For an API that is written for Jeton, and for most others.', kinds: true },
  asgardeo: { label: 'Asgardeo, WSO2', what: 'People are told as STORE/user@tenant, and aut says whether the token speaks for one.', kinds: true },
  sts: { label: 'Security token service', what: 'The audience is a list always, and the tenant is told in extended_claims.', kinds: false },
  bankid: { label: 'BankID', what: 'People are told as UUIDs that mean nothing to any other API, and the issuer is left empty.', kinds: false },
  identityserver: { label: 'IdentityServer', what: 'What Duende’s handlers for ASP.NET make claims of.', kinds: false },
}

// Draft is how an API is answered while it is edited.
export type Draft = { profile: Profile; store: string; refresh: boolean; seconds: number }

type Held = Pick<ResourceServer, 'answer_profile' | 'user_store' | 'sees_refresh_tokens' | 'cache_seconds'>

export const heldOf = (of: Held): Draft => ({ profile: of.answer_profile, store: of.user_store, refresh: of.sees_refresh_tokens, seconds: of.cache_seconds })

export const longest = 300

export const wrongSeconds = (seconds: number) =>
  Number.isInteger(seconds) && seconds >= 0 && seconds <= longest ? undefined : `It is a whole number of seconds, ${longest} at the most.`

export const wrongStore = (store: string) =>
  /^[A-Za-z0-9_.-]{1,64}$/.test(store) ? undefined : 'A label has 1 to 64 letters a to z, digits, hyphens, underscores and dots.'

// answersEdit is what a draft changes. What stays is left out: who may not decide which
// tokens an API sees could not save the rest.
export function answersEdit(of: Held, { profile, store, refresh, seconds }: Draft): Changes {
  const sees = refresh && profiles[profile].kinds
  return {
    ...(profile === of.answer_profile ? {} : { answer_profile: profile }),
    ...(store === of.user_store ? {} : { user_store: store }),
    ...(sees === of.sees_refresh_tokens ? {} : { sees_refresh_tokens: sees }),
    ...(seconds === of.cache_seconds ? {} : { cache_seconds: seconds }),
  }
}
