// What an event changed, member by member.

export type Mark = 'changed' | 'added' | 'removed'

// Item is a value, or one of a list; its mark says that it is on this side alone.
export interface Item {
  text: string
  mark?: 'added' | 'removed'
}

export interface Change {
  name: string
  mark: Mark
  before: Item[]
  after: Item[]
}

type Members = Record<string, unknown>

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

// changes compares what was with what is. Of lists, what is in both is not marked.
export function changes(before: unknown, after: unknown): Change[] {
  const was = isMembers(before) ? before : {}
  const is = isMembers(after) ? after : {}
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => member(name, was[name], is[name]))
}

function member(name: string, was: unknown, is: unknown): Change[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return []
  if (isMembers(was) && isMembers(is)) return changes(was, is).map((change) => ({ ...change, name: `${name}.${change.name}` }))
  const mark = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
  if (Array.isArray(was) && Array.isArray(is)) return [{ name, mark, before: items(was, is, 'removed'), after: items(is, was, 'added') }]
  return [{ name, mark, before: was === undefined ? [] : values(was), after: is === undefined ? [] : values(is) }]
}

function items(these: unknown[], those: unknown[], mark: 'added' | 'removed'): Item[] {
  const there = new Set(those.map((item) => JSON.stringify(item)))
  return these.length === 0 ? [{ text: 'none' }] : these.map((item) => ({ text: inText(item), ...(there.has(JSON.stringify(item)) ? {} : { mark }) }))
}

const values = (value: unknown): Item[] => (Array.isArray(value) && value.length > 0 ? value.map((item) => ({ text: inText(item) })) : [{ text: inText(value) }])

function inText(value: unknown): string {
  if (value === null || value === '') return 'nothing'
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.length === 0) return 'none'
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ')
}
