import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { look, now, pauseAfter } from './pulse'
import { hasEnded, sessionResumed } from './session'

class Stream extends EventTarget {
  static readonly CLOSED = 2
  static all: Stream[] = []
  readyState = 1
  onerror: () => void = () => {}
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close() {
    this.readyState = 2
  }
  tell(name: string, body: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(body) }))
  }
}

const open = () => Stream.all.filter(({ readyState }) => readyState !== 2)
const newest = () => Stream.all.at(-1) as Stream
const seen = (visible: boolean) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden')
  document.dispatchEvent(new Event('visibilitychange'))
}

let stop = () => {}
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Stream)
  Stream.all = []
  seen(true)
  stop = look()
})
afterEach(() => {
  stop()
  sessionResumed()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('one stream tells how things are', () => {
  expect(open()).toHaveLength(1)
  expect(now()).toMatchObject({ connection: 'beginning' })
  newest().tell('pulse', { revision: 7 })
  expect(now()).toMatchObject({ connection: 'live', pulse: { revision: 7 } })
})

test('a stream that ends is opened again, and nothing is said of it', () => {
  newest().tell('pulse', { revision: 7 })
  newest().onerror()
  expect([open().length, now().connection]).toEqual([0, 'live'])
  vi.advanceTimersByTime(1000)
  newest().tell('pulse', { revision: 8 })
  vi.advanceTimersByTime(60_000)
  expect([open().length, now().connection, now().pulse?.revision]).toEqual([1, 'live', 8])
})

test('a stream that stays away is said, and tried again for ever', () => {
  newest().tell('pulse', { revision: 7 })
  for (let i = 0; i < 20; i++) {
    newest().onerror()
    vi.advanceTimersByTime(31_000)
    expect(open()).toHaveLength(1)
  }
  expect(now()).toMatchObject({ connection: 'lost', pulse: { revision: 7 } })
  newest().tell('pulse', { revision: 8 })
  expect(now().connection).toBe('live')
})

test('waits grow, to half a minute at the most', () => {
  expect([1, 2, 3, 10].map((failures) => [pauseAfter(failures, 0), pauseAfter(failures, 1)])).toEqual([[250, 500], [500, 1000], [1000, 2000], [15_000, 30_000]])
})

test('a page that is not seen lets the stream go, and takes it up when it is', () => {
  seen(false)
  vi.advanceTimersByTime(1000)
  expect(open(), 'a look elsewhere ends nothing').toHaveLength(1)
  vi.advanceTimersByTime(1500)
  expect(open()).toHaveLength(0)
  vi.advanceTimersByTime(600_000)
  expect(open()).toHaveLength(0)
  seen(true)
  expect(open()).toHaveLength(1)
})

test('a connection that is gone is said at once', () => {
  newest().tell('pulse', { revision: 7 })
  window.dispatchEvent(new Event('offline'))
  expect([open().length, now().connection]).toEqual([0, 'lost'])
  window.dispatchEvent(new Event('online'))
  newest().tell('pulse', { revision: 8 })
  expect(now().connection).toBe('live')
})

test('whoever is signed out elsewhere is told, and asks no more', () => {
  newest().tell('end', { status: 401, detail: 'nobody is signed in' })
  expect(hasEnded()).toBe(true)
  stop()
  vi.advanceTimersByTime(600_000)
  expect(open()).toHaveLength(0)
})

test('whoever may look on no longer is not signed out', () => {
  newest().tell('end', { status: 403 })
  expect(hasEnded()).toBe(false)
  vi.advanceTimersByTime(1000)
  expect(open()).toHaveLength(1)
})
