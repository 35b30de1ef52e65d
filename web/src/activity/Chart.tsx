import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { apart, line, marks, step, top } from './axis'
import { inWords, type Span } from './series'

interface Drawn {
  label: string
  color: string
  values: number[]
}

interface Charted {
  // label says what the chart is of, to those who do not see what stands above it.
  label: string
  times: Date[]
  span: Span
  lines: Drawn[]
  // say gives in words what there is at a step.
  say: (index: number) => string
}

// Chart draws quiet lines, which are named where they end. A step is chosen with the
// pointer or with the arrow keys, and said in words.
export function Chart({ label, times, span, lines, say }: Charted) {
  const [at, setAt] = useState<number>()
  const last = times.length - 1
  const height = top(Math.max(...lines.flatMap(({ values }) => values)))
  const left = (index: number) => `${(index / last) * 100}%`
  const ends = apart(lines.map(({ values }) => 1 - (values[last] ?? 0) / height), 0.22)
  const point = (event: PointerEvent<HTMLElement>) => {
    const { left: edge, width } = event.currentTarget.getBoundingClientRect()
    setAt(Math.min(last, Math.max(0, Math.round(((event.clientX - edge) / width) * last))))
  }
  const press = (event: KeyboardEvent) => {
    const to = step(event.key, at ?? last, last)
    if (to === undefined) return
    event.preventDefault()
    setAt(to)
  }
  return (
    <div className="chart">
      <p className="said">{at === undefined ? `Now: ${say(last).replace(/^.*?: /, '')}` : say(at)}</p>
      <div className="plotted">
        <div
          className="plot" role="slider" tabIndex={0} aria-label={`${label}: a moment`} aria-orientation="horizontal"
          aria-valuemin={0} aria-valuemax={last} aria-valuenow={at ?? last} aria-valuetext={say(at ?? last)}
          onKeyDown={press} onFocus={() => setAt(at ?? last)} onBlur={() => setAt(undefined)}
          onPointerMove={point} onPointerDown={point} onPointerLeave={(event) => { if (event.currentTarget !== document.activeElement) setAt(undefined) }}
        >
          <span className="top" aria-hidden>{inWords(height)}</span>
          <svg viewBox={`0 0 ${last} 1`} preserveAspectRatio="none" aria-hidden focusable="false">
            {lines.map(({ label: name, color, values }) => <path key={name} d={line(values, height)} stroke={color} vectorEffect="non-scaling-stroke" />)}
          </svg>
          {at !== undefined && <span className="cursor" style={{ left: left(at) }} aria-hidden />}
          {at !== undefined && lines.map(({ label: name, color, values }) => (
            <span key={name} className="dot" style={{ left: left(at), top: `${(1 - (values[at] ?? 0) / height) * 100}%`, background: color }} aria-hidden />
          ))}
        </div>
        {lines.length > 1 && (
          <div className="ends" aria-hidden>
            {lines.map(({ label: name, color }, i) => <span key={name} style={{ top: `${(ends[i] ?? 0) * 100}%`, color }}>{name}</span>)}
          </div>
        )}
        <div className="times" aria-hidden>
          {marks(times, span).map(({ index, label: time }) => <span key={index} style={{ left: left(index), transform: within(index / last) }}>{time}</span>)}
        </div>
      </div>
    </div>
  )
}

// within keeps what is written near an edge inside.
const within = (place: number) => (place < 0.12 ? 'none' : place > 0.88 ? 'translateX(-100%)' : undefined)
