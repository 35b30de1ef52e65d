import type { Release, ResourceServer, ResourceServerEdit } from '../api/client'

export type Claim = NonNullable<Release['claims']>[number]

// claims are what a release policy decides about, in words.
export const claims: { claim: Claim; label: string; why: string }[] = [
  { claim: 'sub', label: 'Whom it speaks for (sub)', why: 'The id of a person, or of the application where it speaks for itself. An API needs it to keep things apart by person.' },
  { claim: 'username', label: 'Their username (username)', why: 'Of a token that speaks for a person. Withhold it from an API that has no need to know people by name.' },
  { claim: 'client_id', label: 'Which application got it (client_id)', why: 'An API needs it to treat applications differently.' },
]

// Draft is a policy while it is edited. Sight is which tokens the API sees.
export type Draft = {
  claims: Claim[]
  subject: NonNullable<Release['subject']>
  sight: 'own' | 'some' | 'all'
  sees: string[]
  hides: string[]
}

export const draftOf = (of: Pick<ResourceServer, 'release' | 'sees' | 'hides'>): Draft => ({
  claims: of.release.claims ?? claims.map(({ claim }) => claim), subject: of.release.subject ?? 'public',
  sight: of.sees.includes('*') ? 'all' : of.sees.length > 0 ? 'some' : 'own', sees: of.sees.filter((audience) => audience !== '*'), hides: of.hides,
})

const same = (a: string[], b: string[]) => a.length === b.length && a.every((text, i) => text === b[i])

export type Changes = Omit<ResourceServerEdit, 'version'>

// editOf is what a draft changes of a policy. What stays is left out: who may not
// decide about it could not save the rest.
export function editOf(of: Pick<ResourceServer, 'release' | 'sees' | 'hides'>, draft: Draft): Changes {
  const was = draftOf(of)
  const ordered = (some: Claim[]) => claims.map(({ claim }) => claim).filter((claim) => some.includes(claim))
  const sees = { own: [], some: draft.sees, all: ['*'] }[draft.sight]
  return {
    ...(!same(ordered(was.claims), ordered(draft.claims)) || was.subject !== draft.subject ? { release: { claims: ordered(draft.claims), subject: draft.subject } } : {}),
    ...(was.sight !== draft.sight || (draft.sight === 'some' && !same(was.sees, draft.sees)) ? { sees } : {}),
    ...(same(was.hides, draft.hides) ? {} : { hides: draft.hides }),
  }
}
