// What names and ids may look like, as the server has it.

export const slugForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const clientIDForm = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/

// reserved would read as something else in an address.
const reserved = ['admin', 'api', 'assets', 'healthz', 'localhost', 'null', 'oauth2', 'operator', 'readyz', 't', 'undefined', 'well-known', 'www']

export function checkSlug(slug: string) {
  if (reserved.includes(slug)) return `A tenant cannot be called ${slug}: that means something else in an address.`
  return slugForm.test(slug) ? undefined : 'A short name has 1 to 63 characters of a to z, 0 to 9, and hyphens inside.'
}

export const checkClientID = (id: string) =>
  id === '' || clientIDForm.test(id) ? undefined : 'An id has 1 to 128 letters, digits, or . _ ~ -, and begins with a letter or digit.'

export const checkScope = (scope: string) => (scopeForm.test(scope) ? undefined : 'A scope has no spaces, quotes or backslashes.')

export function checkName(name: string) {
  const length = [...name].length
  return name.trim() !== '' && length <= 200 ? undefined : 'A name has 1 to 200 characters.'
}

// checkIdentifier says what is wrong with the address of an API.
export function checkIdentifier(uri: string) {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(uri)) return 'An identifier is a whole address, such as https://orders.example.com.'
  if (/[#"<>\\^`{|}\s]/.test(uri)) return 'An identifier has no spaces and no fragment.'
  return /^[a-z][a-z0-9+.-]*:(\/\/[^/?@]+(?=[/?]|$)|[^/])/i.test(uri) ? undefined : 'An identifier is an address with a host, and no user name.'
}

// suggestID makes an id of a name: what is left of it in lower case.
export const suggestID = (name: string) =>
  name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63).replace(/-+$/, '')

// webAddress gives an address that may be linked to: of the web, and nothing else.
export function webAddress(text: string | undefined): string | undefined {
  return text && /^https?:\/\/[^\s]+$/i.test(text) ? text : undefined
}
