import { Button, Group, SegmentedControl, Text, Title } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import type { Count } from '../api/client'
import { Loading } from '../parts/Loading'
import { Wrong } from '../parts/Wrong'
import { Figures } from './Figures'
import { Multiples, type Named } from './Multiples'
import { merge, series, spans, type Span } from './series'

// useNow gives the time, which goes on by itself, and at once with what is given.
export function useNow(...moved: unknown[]): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    setNow(new Date())
    const timer = setInterval(() => setNow(new Date()), 15_000)
    return () => clearInterval(timer)
  }, moved)
  return now
}

interface Shown {
  query: UseQueryResult<Count[]>
  // fresh are figures of minutes that are newer than what was read.
  fresh?: Count[]
  span: Span
  table: boolean
  onChange: (to: { span?: string; as?: string }) => void
  name: (by: string) => Named
  // by puts together what is to be drawn as one.
  by?: (count: Count) => string
  // above is said of the figures before they are drawn.
  above?: (counts: Count[], now: Date) => ReactNode
  mark?: ReactNode
}

// Activity is how often was asked about tokens: as charts, or the same as a table.
export function Activity({ query, fresh, span, table, onChange, name, by, above, mark }: Shown) {
  const now = useNow(fresh, query.data)
  if (query.isPending) return <Loading lines={6} />
  if (query.isError && !query.data) return <Wrong what="The figures could not be read" problem={query.error} again={() => void query.refetch()} />
  const counts = span.granularity === 'minute' && fresh ? merge(query.data, fresh) : query.data
  const all = series(counts, span, now, by)
  return (
    <section aria-labelledby="activity">
      {above?.(counts, now)}
      <Group justify="space-between" mb="md" gap="sm">
        <Group gap="sm"><Title order={2} size="h3" id="activity">Introspections per minute</Title>{mark}</Group>
        <Group gap="sm">
          <SegmentedControl
            size="xs" aria-label="How far back" value={span.id} data={spans.map(({ id, label }) => ({ value: id, label }))}
            onChange={(id) => onChange({ span: id === spans[0].id ? undefined : id, as: table ? 'table' : undefined })}
          />
          <Button variant="default" size="compact-sm" onClick={() => onChange({ span: span.id === spans[0].id ? undefined : span.id, as: table ? undefined : 'table' })}>{table ? 'The same as charts' : 'The same as a table'}</Button>
        </Group>
      </Group>
      {query.isError && <Wrong what="The figures are not the latest" problem={query.error} again={() => void query.refetch()} />}
      {all.size === 0 ? <Text size="sm" c="dimmed">Nobody asked about a token in the last {span.label.toLowerCase()}.</Text>
        : table ? <Figures all={all} span={span} name={name} /> : <Multiples all={all} span={span} now={now} name={name} />}
    </section>
  )
}
