import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { moment } from './axis'
import type { Named } from './Multiples'
import { asked, type Point, type Span } from './series'

const atOnce = 50

// Figures are what the charts are drawn from, as a table, with the steps in which
// somebody asked.
export function Figures({ all, span, name }: { all: Map<string, Point[]>; span: Span; name: (by: string) => Named }) {
  const [shown, setShown] = useState(atOnce)
  const rows = [...all]
    .flatMap(([by, points]) => points.filter((point) => asked(point) + point.refused > 0).map((point) => ({ by, point })))
    .sort((a, b) => b.point.at.getTime() - a.point.at.getTime() || a.by.localeCompare(b.by))
  return (
    <>
      <div className="framed">
        <table className="rows" aria-label="Figures">
          <thead>
            <tr><th scope="col" style={{ width: 96 }}>From</th><th scope="col">Who asked</th><th scope="col" className="number" style={{ width: 76 }}>Times</th><th scope="col" className="number" style={{ width: 88 }}>Inactive</th></tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map(({ by, point }) => (
              <tr key={`${point.at.getTime()} ${by}`}>
                <td>{moment(point.at, span)}</td>
                <td>{by === '' ? 'Refused callers' : name(by).node}</td>
                <td className="number">{(asked(point) + point.refused).toLocaleString()}</td>
                <td className="number">{by === '' ? '–' : point.inactive.toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Group mt="sm">
        {rows.length > shown && <Button variant="default" size="compact-sm" onClick={() => setShown(shown + atOnce)}>Show more</Button>}
        <Text size="xs" c="dimmed" role="status">{Math.min(shown, rows.length).toLocaleString()} of {rows.length.toLocaleString()} figures. {span.granularity === 'minute' ? 'One is of a minute.' : 'One is of an hour.'}</Text>
      </Group>
    </>
  )
}
