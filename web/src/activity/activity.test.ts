import { expect, test } from 'vitest'
import type { Count } from '../api/client'
import { apart, line, marks, step, top } from './axis'
import { inWords, merge, perMinute, series, share, spanOf, spans, sum, windowOf } from './series'

const now = new Date('2026-11-26T12:34:56.789Z')
const count = (at: string, by: string, active: number, inactive = 0, refused = 0): Count => ({ at, resource_server: by, active, inactive, refused })

test('a span ends with the step that is under way', () => {
  expect(spans.map((span) => windowOf(span, now)).map(({ from, to }) => [from.toISOString(), to.toISOString()])).toEqual([
    ['2026-11-26T11:35:00.000Z', '2026-11-26T12:35:00.000Z'],
    ['2026-11-25T13:00:00.000Z', '2026-11-26T13:00:00.000Z'],
    ['2026-11-19T13:00:00.000Z', '2026-11-26T13:00:00.000Z'],
  ])
  expect([spanOf('week').id, spanOf('century').id, spanOf(undefined).id]).toEqual(['week', 'hour', 'hour'])
})

test('a step in which nobody asked is a zero, for each of those that asked at all', () => {
  const all = series([count('2026-11-26T12:33:00Z', 'a', 3, 1), count('2026-11-26T12:34:00Z', 'b', 2)], spanOf('hour'), now)
  expect([...all.keys()]).toEqual(['a', 'b'])
  expect(all.get('a')).toHaveLength(60)
  expect(all.get('a')?.slice(-3).map((point) => [point.at.toISOString().slice(11, 16), point.active, point.inactive])).toEqual([['12:32', 0, 0], ['12:33', 3, 1], ['12:34', 0, 0]])
  expect(all.get('b')?.at(-1)?.active).toBe(2)
})

test('what is outside the span is left out', () => {
  expect(series([count('2026-11-26T11:34:59Z', 'a', 1), count('2026-11-26T12:35:00Z', 'a', 1)], spanOf('hour'), now).size).toBe(0)
})

test('what goes by one name is added up', () => {
  const all = series([count('2026-11-26T12:34:00Z', 'a', 1, 1), count('2026-11-26T12:34:00Z', 'b', 2), count('2026-11-26T12:34:00Z', '', 0, 0, 4)], spanOf('hour'), now, ({ resource_server }) => resource_server && 'all')
  expect(all.get('all')?.at(-1)).toMatchObject({ active: 3, inactive: 1 })
  expect(sum([...all.values()].flat())).toEqual({ active: 3, inactive: 1, refused: 4 })
})

test('fresher figures are laid over older ones, and never make one smaller', () => {
  const read = [count('2026-11-26T12:33:00Z', 'a', 5), count('2026-11-26T12:32:00Z', 'a', 1)]
  const fresh = [count('2026-11-26T12:33:00.000Z', 'a', 7), count('2026-11-26T12:34:00Z', 'b', 1)]
  const merged = (a: Count[], b: Count[]) => Object.fromEntries(merge(a, b).map((c) => [`${c.resource_server}${c.at.slice(14, 16)}`, c.active]))
  expect(merged(read, fresh)).toEqual({ a33: 7, a32: 1, b34: 1 })
  expect(merged(fresh, read)).toEqual({ a33: 7, a32: 1, b34: 1 })
})

test('a rate is per minute, and the step under way is as long as it has lasted', () => {
  const at = (time: string) => ({ at: new Date(time), active: 0, inactive: 0, refused: 0 })
  expect(perMinute(12, at('2026-11-26T12:33:00Z'), spanOf('hour'), now)).toBe(12)
  expect(perMinute(12, at('2026-11-26T12:34:00Z'), spanOf('hour'), now)).toBe(12)
  expect(perMinute(120, at('2026-11-26T11:00:00Z'), spanOf('day'), now)).toBe(2)
  expect(perMinute(120, at('2026-11-26T12:00:00Z'), spanOf('day'), new Date('2026-11-26T12:30:00Z'))).toBe(4)
})

test('shares and rates are said as exactly as is worth it', () => {
  expect([[0, 0], [0, 5], [5, 5], [1, 2], [1, 300], [299, 300]].map(([part = 0, whole = 0]) => share(part, whole, 'en'))).toEqual(['–', '0%', '100%', '50%', '0.3%', '99.7%'])
  expect([0, 0.001, 0.25, 1.55, 12.4, 1204].map((rate) => inWords(rate, 'en'))).toEqual(['0', 'under 0.01', '0.25', '1.6', '12', '1,204'])
})

test('an axis ends at a round number that has room', () => {
  expect([0, 0.3, 1, 1.1, 3, 5, 7, 10, 11, 4999, NaN].map(top)).toEqual([1, 0.5, 1, 2, 5, 5, 10, 10, 20, 5000, 1])
})

test('times are written where there is room for them', () => {
  const times = (id: string) => {
    const { from } = windowOf(spanOf(id), now)
    return Array.from({ length: spanOf(id).steps }, (_, i) => new Date(from.getTime() + i * spanOf(id).step))
  }
  expect(marks(times('hour'), spanOf('hour')).map(({ index }) => index)).toEqual([5, 25, 45])
  expect(marks(times('day'), spanOf('day'))).toHaveLength(4)
  expect(marks(times('week'), spanOf('week'))).toHaveLength(7)
})

test('a line goes through all values, and stays on its ground', () => {
  expect(line([0, 5, 10, 20], 10)).toBe('M0 1L1 0.5L2 0L3 0')
  expect(line([], 10)).toBe('')
})

test('labels that would cover one another are moved apart', () => {
  expect(apart([0.5, 0.5], 0.2).map((n) => Math.round(n * 100))).toEqual([50, 70])
  expect(apart([1, 1], 0.2).map((n) => Math.round(n * 100))).toEqual([80, 100])
  expect(apart([0.9, 0.1], 0.2)).toEqual([0.9, 0.1])
})

test('keys move along the axis and stop at its ends', () => {
  expect(['ArrowLeft', 'ArrowRight', 'PageDown', 'Home', 'End', 'a'].map((key) => step(key, 5, 9))).toEqual([4, 6, 0, 0, 9, undefined])
  expect([step('ArrowLeft', 0, 9), step('ArrowRight', 9, 9)]).toEqual([0, 9])
})
