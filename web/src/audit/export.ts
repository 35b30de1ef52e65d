import type { AuditEvent } from '../api/client'

// Writing events to a file: as CSV (RFC 4180), or as JSON, one event a line.

export type Format = 'csv' | 'jsonl'

const columns = ['at', 'id', 'actor', 'action', 'object', 'before', 'after'] as const

// What begins a formula in a spreadsheet would run there, and a name may begin with
// anything: an apostrophe before it makes it text.
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

// cell gives a text as a cell of CSV.
export function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const row = (cells: readonly string[]) => `${cells.map(cell).join(',')}\r\n`

const inText = (value: unknown) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value))

export const writers: Record<Format, { head: string; line: (event: AuditEvent) => string; type: string }> = {
  csv: { head: row(columns), line: (event) => row(columns.map((column) => inText(event[column]))), type: 'text/csv;charset=utf-8' },
  jsonl: { head: '', line: (event) => `${JSON.stringify(event)}\n`, type: 'application/x-ndjson' },
}

// most is how many events go into one file.
export const most = 100_000

export interface Gathered {
  parts: string[]
  count: number
  // next opens what has not been read, null if there is nothing more.
  next: string | null
}

interface Page {
  items: AuditEvent[]
  next_cursor: string | null
}

// begun is a file in which there is nothing yet.
export const begun = (format: Format): Gathered => ({ parts: [writers[format].head], count: 0, next: '' })

// gather reads on, page after page, from what has been gathered, and tells each time
// how much there is. It ends with the last page, or with at least limit events.
export async function gather(format: Format, page: (cursor: string | undefined) => Promise<Page>, told: (sofar: Gathered) => void, from?: Gathered, limit = most): Promise<Gathered> {
  let sofar = from ?? begun(format)
  while (sofar.next !== null && sofar.count < limit) {
    const { items, next_cursor } = await page(sofar.next || undefined)
    sofar = { parts: [...sofar.parts, items.map(writers[format].line).join('')], count: sofar.count + items.length, next: next_cursor }
    told(sofar)
  }
  return sofar
}
