import type { Inspection, RevocationPreview, Verdict } from '../api/client'
import { counted } from '../parts/counted'

// both says a list as people do.
const both = (parts: string[]) => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`)

// seenInWords says which APIs were told of tokens that would be taken back.
export function seenInWords({ seen, covers }: RevocationPreview, nameOf: (id: string) => string | undefined, locale?: string): string {
  if (covers.tokens === 0 && !covers.more) return ''
  if (seen.length === 0) return 'No API has met any of them within the last hour.'
  const shown = seen.slice(0, 5).map(({ resource_server: id, tokens, more }) => `${nameOf(id) ?? id} met ${more ? 'at least ' : ''}${tokens.toLocaleString(locale)}`)
  const left = seen.length - shown.length
  const rest = left > 0 ? [`${left.toLocaleString(locale)} more APIs met some`] : []
  return `Within the last hour ${both([...shown, ...rest])} of them.`
}

// timesInWords says how often.
export const timesInWords = (times: number, locale?: string) => (times === 1 ? 'once' : `${times.toLocaleString(locale)} times`)

// liveIn says how many live tokens there are.
export const liveIn = ({ covers }: RevocationPreview, locale?: string) => counted({ count: covers.tokens, more: covers.more }, 'live token', locale)

// worstFirst orders what APIs would be told as somebody wants to hear it whose token
// has leaked: where it still works, then where it would if something were otherwise,
// and last where it never did.
export function worstFirst(verdicts: Verdict[]): Verdict[] {
  const rank = (v: Verdict) => (v.active ? 0 : v.reason === 'not_issued_for_caller' ? 2 : 1)
  return [...verdicts].sort((a, b) => rank(a) - rank(b))
}

// sameForAll says in one sentence what every API is told, if that is the same and
// there are many: that it was revoked, say.
export function sameForAll(verdicts: Verdict[]): string | undefined {
  const [first, ...others] = verdicts
  if (!first || others.length === 0 || first.active || others.some((v) => v.reason !== first.reason)) return undefined
  return `All ${verdicts.length.toLocaleString()} APIs: ${first.explanation.slice(first.name.length + 2)}`
}

// Answer is what an inspection comes to.
export interface Answer {
  title: string
  // bad is whether it can do harm as it is.
  bad: boolean
  lines: string[]
}

// answerOf says what a text is, in words.
export function answerOf(found: Inspection): Answer {
  if (found.record) {
    const used = found.active && found.record.used_at !== undefined
    if (used) return { title: 'It was exchanged for the next one', bad: false, lines: ['Whoever uses it again ends its whole family: only one of two who hold it can be its application.'] }
    return found.active
      ? { title: 'It is active', bad: true, lines: [found.record.kind === 'refresh_token' ? 'Whoever holds it and can pass for its application gets tokens by it.' : 'Whoever holds it can use it.'] }
      : { title: titles[found.record.state] ?? 'It is inactive', bad: false, lines: [found.explanation] }
  }
  if (found.reason === 'unknown') {
    return { title: 'This tenant has no record of it', bad: false, lines: [found.form, 'It was issued by another tenant or installation, or so long ago that its record is gone. Here it opens nothing.'] }
  }
  if (found.kind) return { title: 'It is not whole', bad: false, lines: [found.form, 'Look for the whole of it where you found it.'] }
  return { title: 'It is not a token of this tenant', bad: false, lines: [found.form] }
}

const titles: Record<string, string> = {
  expired: 'It has expired', revoked: 'It is revoked', suspended: 'It is suspended', pending: 'It is not valid yet',
}
