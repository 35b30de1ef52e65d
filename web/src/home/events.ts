import type { AuditEvent } from '../api/client'
import { asRecord } from '../api/problem'
import { said } from '../audit/words'

export interface Told {
  what: string
  // named is what it was done to: by its name where the event has it, or by its id.
  named: string
  byName: boolean
  why: string
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

// inWords says what an audit event tells.
export function inWords(event: Pick<AuditEvent, 'action' | 'object'> & { before?: unknown; after?: unknown }): Told {
  const after = asRecord(event.after)
  const name = text(after.name) || text(asRecord(event.before).name)
  const id = event.object.slice(event.object.indexOf(':') + 1)
  return { what: said(event.action), named: name || id, byName: name !== '', why: text(after.reason) }
}
