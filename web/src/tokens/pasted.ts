// What somebody pastes is often more than the token: a header, a line of a log, a
// command. A token can be told by its form.
const ours = /\bjtn_[a-z]+_[0-9A-Za-z]+/g
const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g

// tokenIn gives the one token in a text; a text with none or with several stays as
// it is, but for the space around it.
export function tokenIn(text: string): string {
  const found = new Set(text.match(ours) ?? text.match(jwt) ?? [])
  return found.size === 1 ? [...found][0]! : text.trim()
}

export const looksLikeToken = (text: string) => tokenIn(text).search(/^(jtn_[a-z]+_|eyJ[\w-]+\.[\w-]+\.)/) === 0

// A token that was pasted on one page and is looked at on another is handed over
// here, once: no address, no history and no store ever has it.
let held: string | undefined

export function hold(text: string) {
  held = text
}

export function take(): string | undefined {
  const text = held
  held = undefined
  return text
}
