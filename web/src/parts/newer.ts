import { asProblem } from '../api/problem'

// same tells whether two values of a form are equal, in and out.
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

// merged puts what somebody typed onto a newer version than the one that they began
// from: where only one of the two changed a field, that stands; where both did, what
// was typed stands, and the field is named.
export function merged<V extends object>(base: V, typed: V, newer: V): { values: V; both: (keyof V)[] } {
  const values = { ...newer }
  const both: (keyof V)[] = []
  for (const field of Object.keys(typed) as (keyof V)[]) {
    if (same(typed[field], base[field])) continue
    values[field] = typed[field]
    if (!same(newer[field], base[field]) && !same(newer[field], typed[field])) both.push(field)
  }
  return { values, both }
}

// outdated is whether an edit was refused because somebody else was faster.
export const outdated = (problem: unknown) => problem != null && asProblem(problem).code === 'version_conflict'

// inWords gives a value of a form as a few words, if it can be said in a few.
export function inWords(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? 'nothing' : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.length === 0 ? 'nothing' : value.join(', ')
  return undefined
}
