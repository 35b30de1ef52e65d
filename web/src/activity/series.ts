import type { Count, Granularity } from '../api/client'

// What figures become before they are drawn. A step without a figure is one in which
// nobody asked: it is a zero, not a gap.

export interface Span {
  id: string
  label: string
  granularity: Granularity
  // steps is how many there are, step how long one is, in milliseconds.
  steps: number
  step: number
}

const minute = 60_000
const hour = 60 * minute

export const spans: [Span, ...Span[]] = [
  { id: 'hour', label: 'Hour', granularity: 'minute', steps: 60, step: minute },
  { id: 'day', label: 'Day', granularity: 'hour', steps: 24, step: hour },
  { id: 'week', label: 'Week', granularity: 'hour', steps: 168, step: hour },
]

export const spanOf = (id: string | undefined) => spans.find((span) => span.id === id) ?? spans[0]

// windowOf gives the steps of a span that ends with the one that is under way.
export function windowOf(span: Span, now: Date): { from: Date; to: Date } {
  const to = (Math.floor(now.getTime() / span.step) + 1) * span.step
  return { from: new Date(to - span.steps * span.step), to: new Date(to) }
}

// merge lays fresher figures over those that were read. A figure only ever grows, so
// of two the larger one is the later.
export function merge(read: Count[], fresh: Count[]): Count[] {
  const key = (count: Count) => `${Date.parse(count.at)} ${count.resource_server}`
  const merged = new Map(read.map((count) => [key(count), count]))
  for (const count of fresh) {
    const old = merged.get(key(count))
    if (!old || total(count) > total(old)) merged.set(key(count), count)
  }
  return [...merged.values()]
}

const total = (count: Count) => count.active + count.inactive + count.refused

export interface Point {
  at: Date
  active: number
  inactive: number
  refused: number
}

export const asked = (point: Pick<Point, 'active' | 'inactive'>) => point.active + point.inactive

// series gives a point for every step of the span, for each of those that asked. Of
// many that by names alike the figures are added up.
export function series(counts: Count[], span: Span, now: Date, by = (count: Count) => count.resource_server): Map<string, Point[]> {
  const { from } = windowOf(span, now)
  const all = new Map<string, Point[]>()
  for (const count of counts) {
    const step = Math.floor((Date.parse(count.at) - from.getTime()) / span.step)
    if (step < 0 || step >= span.steps) continue
    const name = by(count)
    let points = all.get(name)
    if (!points) all.set(name, (points = Array.from({ length: span.steps }, (_, i) => ({ at: new Date(from.getTime() + i * span.step), active: 0, inactive: 0, refused: 0 }))))
    const point = points[step]
    if (!point) continue
    point.active += count.active
    point.inactive += count.inactive
    point.refused += count.refused
  }
  return all
}

// sum adds points up.
export function sum(points: Iterable<Point>): Omit<Point, 'at'> {
  const all = { active: 0, inactive: 0, refused: 0 }
  for (const point of points) {
    all.active += point.active
    all.inactive += point.inactive
    all.refused += point.refused
  }
  return all
}

// perMinute is how often in a minute something happened that happened so often in a
// step; the step that is under way is as long as it has lasted, a minute at the least.
export function perMinute(count: number, point: Point, span: Span, now: Date): number {
  const lasted = Math.min(span.step, Math.max(minute, now.getTime() - point.at.getTime()))
  return count / (lasted / minute)
}

// share says a part of a whole in percent; of nothing there is no part.
export function share(part: number, whole: number, locale?: string): string {
  if (whole === 0) return '–'
  const digits = part === 0 || part === whole || (part / whole >= 0.1 && part / whole <= 0.9) ? 0 : 1
  return new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 0, maximumFractionDigits: digits }).format(part / whole)
}

// inWords says a rate: the smaller it is, the more exactly.
export const inWords = (rate: number, locale?: string) =>
  rate > 0 && rate < 0.01 ? `under ${(0.01).toLocaleString(locale)}` : rate.toLocaleString(locale, { maximumFractionDigits: rate < 1 ? 2 : rate < 10 ? 1 : 0 })
