import type { Snippet } from '../../parts/snippet'
import { literal } from '../../rules/quoting'
import type { Words } from '../snippets'

// one is a snippet that is a single file.
export const one = (id: string, label: string, about: string, name: string | undefined, lines: (string | false | undefined)[]): Snippet =>
  ({ id, label, about, files: [{ name, code: written(lines) }] })

// written leaves out the lines that do not apply.
export const written = (lines: (string | false | undefined)[]) => lines.filter((line) => typeof line === 'string').join('\n')

// indented moves lines to the right.
export const indented = (by: string, text: string) => text.replace(/^(?=.)/gm, by)

// members are lines of a Go literal, aligned as gofmt does.
export function members(of: [name: string, value: string | false | undefined][]): string {
  const set = of.filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const width = Math.max(...set.map(([name]) => name.length))
  return set.map(([name, value]) => `${`${name}:`.padEnd(width + 1)} ${value},`).join('\n')
}

// strings are the elements of a list in most languages.
export const strings = (texts: string[]) => texts.map(literal).join(', ')

// local is whether the addresses have no TLS, which libraries have to be told.
export const local = (w: Words) => w.issuer.startsWith('http:')

export const posts = (w: Words) => w.auth === 'client_secret_post'

const secretNote = 'The secret is read from the environment variable CLIENT_SECRET.'

// proof says how the application proves itself in the lines.
export function proof(w: Words): string {
  switch (w.auth) {
    case 'none': return 'It has no secret: PKCE stands in for one.'
    case 'private_key_jwt': return 'It signs with a key of its own.'
    default: return secretNote
  }
}
