// Snippet is lines to begin with, in one language.
export interface Snippet {
  id: string
  label: string
  about: string
  code: string
}

// A scope may have an apostrophe in it, and so may an address. What is pasted must
// not mean more than it says.
export const sh = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
export const js = (text: string) => JSON.stringify(text)
