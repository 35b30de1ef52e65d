import { checkScope } from '../rules/names'

// words takes apart what is typed with spaces or commas between.
export const words = (text: string) => text.split(/[\s,]+/).filter(Boolean)

// wrongScopes gives the first thing wrong among names of scopes.
export const wrongScopes = (names: string[]) =>
  names.map(checkScope).find((wrong) => wrong !== undefined) ?? (new Set(names).size < names.length ? 'A scope is there twice.' : undefined)
