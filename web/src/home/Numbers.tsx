import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { asked, inWords, series, share, spans, sum, type Span } from '../activity/series'
import type { Count } from '../api/client'
import { activeTokens } from './queries'

// Numbers are how things are at a glance. That of tokens is of now, the others are of
// the span.
export function Numbers({ counts, span, now }: { counts: Count[]; span: Span; now: Date }) {
  const tokens = useQuery(activeTokens)
  const all = sum([...series(counts, span, now).values()].flat())
  const answers = asked(all)
  const last = `in the last ${span.label.toLowerCase()}`
  return (
    <dl className="numbers card">
      <Figure label="Active tokens" note={tokens.isError ? 'They could not be counted' : 'now'}>
        {tokens.data ? (tokens.data.more ? <><small>more than </small>{tokens.data.count.toLocaleString()}</> : tokens.data.count.toLocaleString()) : '–'}
      </Figure>
      <Figure label="Introspections" note={`${last}; ${lately(counts, span, now)}`}>{answers.toLocaleString()}</Figure>
      <Figure label="Answered: inactive" note={`${all.inactive.toLocaleString()} ${last}`}>{share(all.inactive, answers)}</Figure>
      <Figure label="Refused callers" note={`${last}; what they presented opens nothing`}>{all.refused.toLocaleString()}</Figure>
    </dl>
  )
}

// lately says how many there were in the minute that is under way, or in a minute on
// the average.
function lately(counts: Count[], span: Span, now: Date): string {
  const points = [...series(counts, span, now, () => 'all').values()][0] ?? []
  const total = asked(sum(points))
  if (span.id !== spans[0].id) return `${inWords(total / ((span.steps * span.step) / 60_000))} per minute on average`
  return `${asked(points.at(-1) ?? { active: 0, inactive: 0 }).toLocaleString()} this minute, ${asked(points.at(-2) ?? { active: 0, inactive: 0 }).toLocaleString()} the minute before`
}

const Figure = ({ label, note, children }: { label: string; note: ReactNode; children: ReactNode }) => (
  <div><dt>{label}</dt><dd><b>{children}</b><span>{note}</span></dd></div>
)
