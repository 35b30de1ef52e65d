import type { Span } from './series'

// top is where an axis ends that has room for a value: at a round number.
export function top(highest: number): number {
  if (!(highest > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(highest))
  const round = [1, 2, 5, 10].find((n) => n * power >= highest * (1 - 1e-9)) ?? 10
  // Without the dust of binary fractions.
  return Number((round * power).toPrecision(6))
}

// marks gives the steps at which a time is written on the axis: every twenty
// minutes, every six hours, or the days, by the reader's clock.
export function marks(times: Date[], span: Span): { index: number; label: string }[] {
  const written = {
    hour: (at: Date) => (at.getMinutes() % 20 === 0 ? clock(at) : ''),
    day: (at: Date) => (at.getHours() % 6 === 0 ? clock(at) : ''),
    week: (at: Date) => (at.getHours() === 0 ? new Intl.DateTimeFormat(undefined, { weekday: 'short' }).format(at) : ''),
  }[span.id]
  return times.map((at, index) => ({ index, label: written?.(at) ?? '' })).filter(({ label }) => label !== '')
}

const clock = (at: Date) => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(at)

// moment says a step in words.
export const moment = (at: Date, span: Span) =>
  span.id === 'hour' ? clock(at) : new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at)

// line is the path of a line through values, on a ground as wide as there are steps
// and one high, with zero at its foot.
export function line(values: number[], height: number): string {
  return values.map((value, i) => `${i === 0 ? 'M' : 'L'}${i} ${Number((1 - Math.min(1, value / height)).toFixed(4))}`).join('')
}

// apart moves labels that stand at shares of a height away from one another, so that
// each has room; the first ones are the highest.
export function apart(places: number[], room: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place)
  let floor = 0
  for (const label of order) {
    label.place = Math.max(label.place, floor)
    floor = label.place + room
  }
  let ceiling = 1
  for (const label of order.toReversed()) {
    label.place = Math.min(label.place, ceiling)
    ceiling = label.place - room
  }
  return order.sort((a, b) => a.index - b.index).map(({ place }) => place)
}

// step moves along an axis by a key; undefined if the key means nothing to it.
export function step(key: string, at: number, last: number): number | undefined {
  const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 10, PageUp: at + 10, Home: 0, End: last }[key]
  return to === undefined ? undefined : Math.min(last, Math.max(0, to))
}
