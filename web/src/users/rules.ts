import type { User } from '../api/client'

// What a person may be called, as the server has it (domain/user.go).

const usernameForm = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}._\-+@'~]{0,127}$/u
const idForm = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i
const emailForm = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"\\]+$/

export function checkUsername(username: string): string | undefined {
  if (username === '') return 'A username has 1 to 128 characters.'
  if (idForm.test(username)) return 'A username does not look like an id.'
  return usernameForm.test(username) ? undefined : `A username has 1 to 128 letters, digits and . _ - + @ ' ~, no spaces, and begins with a letter or digit.`
}

export const checkEmail = (email: string) =>
  email === '' || (email.length <= 254 && emailForm.test(email)) ? undefined : 'An email is one address, such as name@example.com.'

// readAttributes reads attributes as somebody typed them: an object of JSON, or
// nothing.
export function readAttributes(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

export const writeAttributes = (attributes: Record<string, unknown>) => (Object.keys(attributes).length === 0 ? '' : JSON.stringify(attributes, null, 2))

// standing says how things are with a person.
export function standing({ status, has_password }: Pick<User, 'status' | 'has_password'>): string {
  return status === 'active' && !has_password ? 'invited' : status
}
