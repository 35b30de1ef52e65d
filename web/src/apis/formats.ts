import type { ResourceServer } from '../api/client'

export type Format = ResourceServer['token_format']

// formats are how tokens may travel, in words.
export const formats: Record<Format, { label: string; what: string }> = {
  reference: { label: 'Reference', what: 'The token means nothing by itself: the API asks Jeton about each, and learns of a revocation at once. It shows nothing to whoever it passes.' },
  jwt: { label: 'JWT', what: 'The token says by itself whom it is for, signed by Jeton (RFC 9068): the API may check it without asking, and then learns of a revocation only when the token ends. Everybody it passes can read it.' },
}
