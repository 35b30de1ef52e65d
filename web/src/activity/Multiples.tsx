import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { shortened } from '../parts/Name'
import { moment } from './axis'
import { Chart } from './Chart'
import { asked, inWords, perMinute, sum, type Point, type Span } from './series'

// shown is how many charts there are at the most; all else is in the table.
const shown = 6

export interface Named {
  // text is what a screen reader is told, node what is shown.
  text: string
  node: ReactNode
}

interface Drawn {
  all: Map<string, Point[]>
  span: Span
  now: Date
  name: (by: string) => Named
}

// Multiples are small charts alike, one for each API that asked, the busiest first.
export function Multiples({ all, span, now, name }: Drawn) {
  const busiest = [...all].filter(([by]) => by !== '').map(([by, points]) => ({ by, points, total: asked(sum(points)) })).sort((a, b) => b.total - a.total || a.by.localeCompare(b.by))
  const refused = all.get('')
  const rest = busiest.length - shown
  return (
    <>
      <div className="multiples">
        {busiest.slice(0, shown).map(({ by, points, total }) => <Asking key={by} {...name(by)} points={points} total={total} span={span} now={now} />)}
        {refused && <Refused points={refused} span={span} now={now} />}
      </div>
      {rest > 0 && <Text size="sm" c="dimmed" mt="sm">{rest === 1 ? 'One more has' : `${rest.toLocaleString()} more have`} asked less. They are in the table.</Text>}
    </>
  )
}

interface Asked { points: Point[]; span: Span; now: Date }

function Asking({ text, node, points, total, span, now }: Asked & Named & { total: number }) {
  const rates = points.map((point) => perMinute(asked(point), point, span, now))
  const inactive = points.map((point) => perMinute(point.inactive, point, span, now))
  const some = points.some((point) => point.inactive > 0)
  const say = (i: number) => {
    const point = points[i]
    if (!point) return ''
    const rate = `${moment(point.at, span)}: ${inWords(rates[i] ?? 0)} per minute`
    return point.inactive > 0 ? `${rate}, ${inWords(inactive[i] ?? 0)} of them inactive` : rate
  }
  return (
    <section className="card multiple">
      <Title order={3} size="h5">{node}</Title>
      <Chart
        label={shortened(text)} times={points.map(({ at }) => at)} span={span} say={say}
        lines={[{ label: 'All', color: 'var(--mantine-color-anchor)', values: rates }, ...(some ? [{ label: 'Inactive', color: 'var(--quiet)', values: inactive }] : [])]}
      />
      <Text size="xs" c="dimmed">{total.toLocaleString()} in all</Text>
    </section>
  )
}

function Refused({ points, span, now }: Asked) {
  const rates = points.map((point) => perMinute(point.refused, point, span, now))
  return (
    <section className="card multiple">
      <Title order={3} size="h5">Refused callers</Title>
      <Chart
        label="Refused callers" times={points.map(({ at }) => at)} span={span} lines={[{ label: 'Refused', color: 'var(--wrong)', values: rates }]}
        say={(i) => (points[i] ? `${moment(points[i].at, span)}: ${inWords(rates[i] ?? 0)} per minute` : '')}
      />
      <Text size="xs" c="dimmed">{sum(points).refused.toLocaleString()} in all: what they presented opens nothing</Text>
    </section>
  )
}
