// Snippet is what to begin with in one language: the files to save, or one without a
// name to paste.
export interface Snippet {
  id: string
  label: string
  about: string
  files: { name?: string; code: string }[]
}
