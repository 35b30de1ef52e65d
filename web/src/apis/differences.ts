import type { Preview, Verdict } from '../api/client'

// Member is one thing that an API is told, or was. How is whether it would be told
// something new, another thing, or nothing any more.
export interface Member { label: string; now?: string; then?: string; how: 'same' | 'new' | 'other' | 'gone' }

// Difference is what becomes of one API's answer.
export interface Difference {
  now: Verdict
  then: Verdict
  members: Member[]
  // words says what becomes different; empty where nothing does.
  words: string[]
}

// members are what an answer may say, in the order in which it is read.
const members: { label: string; of: (verdict: Verdict) => string | undefined }[] = [
  { label: 'sub', of: (v) => v.told?.sub },
  { label: 'username', of: (v) => v.told?.username },
  { label: 'client_id', of: (v) => v.told?.client_id },
  { label: 'scope', of: (v) => v.told?.scope },
  { label: 'aud', of: (v) => v.told?.aud.join(' ') },
]

// how compares two things that may be withheld.
function how(now?: string, then?: string): Member['how'] {
  if (now === then) return 'same'
  return now === undefined ? 'new' : then === undefined ? 'gone' : 'other'
}

// listed joins words as they are spoken.
export const listed = (words: string[]) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`)

function inWords(now: Verdict, then: Verdict, told: Member[]): string[] {
  if (now.active && !then.active) return ['Becomes inactive']
  if (!now.active && then.active) return ['Becomes active']
  if (!now.active) return now.reason === then.reason ? [] : ['Inactive for another reason']
  const of = (which: Member['how']) => listed(told.filter((member) => member.how === which).map((member) => member.label))
  return [of('gone') && `No longer told ${of('gone')}`, of('new') && `Newly told ${of('new')}`, of('other') && `Told another ${of('other')}`].filter((words) => words !== '')
}

// differences lays what each API is told beside what it would be told. Those of which
// something changes come first, and among them what ceases to work.
export function differences({ now, then }: Preview): Difference[] {
  const all = now.map((before, i): Difference => {
    const after = then[i]!
    const told = members
      .map(({ label, of }): Member => ({ label, now: of(before), then: of(after), how: how(of(before), of(after)) }))
      .filter((member) => member.now !== undefined || member.then !== undefined)
    return { now: before, then: after, members: told, words: inWords(before, after, told) }
  })
  const rank = (d: Difference) => (d.words.length === 0 ? 2 : d.now.active && !d.then.active ? 0 : 1)
  return all.map((d, i) => ({ d, i })).sort((a, b) => rank(a.d) - rank(b.d) || a.i - b.i).map(({ d }) => d)
}

// because is the reason in an explanation, which begins with the API's name: the name
// stands beside it already, and may run in another direction.
export function because({ name, explanation }: Verdict): string {
  const reason = explanation.startsWith(`${name}: `) ? explanation.slice(name.length + 2) : explanation
  return reason.charAt(0).toUpperCase() + reason.slice(1)
}
