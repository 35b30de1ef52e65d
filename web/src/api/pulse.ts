import { useSyncExternalStore } from 'react'
import { home } from '../place'
import { api, ask, type Pulse } from './client'
import { asRecord, readProblem } from './problem'
import { sessionEnded } from './session'

// What changes while somebody looks on comes as one stream, which the whole console
// shares. It runs while the page can be seen: a browser has few connections to a
// server, and whoever comes back to a page is told at once how things are.

// Connection is whether the stream is there. At the beginning that is not known.
export type Connection = 'beginning' | 'live' | 'lost'

interface Looking {
  connection: Connection
  pulse?: Pulse
}

let looking: Looking = { connection: 'beginning' }
const listeners = new Set<() => void>()

function become(next: Partial<Looking>) {
  looking = { ...looking, ...next }
  for (const listener of listeners) listener()
}

// now is how it stands.
export const now = () => looking

const follow = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

// usePulse gives what was told last.
export const usePulse = () => useSyncExternalStore(follow, () => now().pulse)

export const useConnection = () => useSyncExternalStore(follow, () => now().connection)

// How long a page that cannot be seen keeps the stream, and how long a stream may be
// missing before it is said: it ends every few minutes and is opened again at once.
const patience = { hidden: 2_000, missing: 3_000 }

// pauseAfter is how long to wait before the next try, in milliseconds: longer with
// every one that failed, and never the same for all who wait for one server.
export const pauseAfter = (failures: number, chance = Math.random()) =>
  Math.round(Math.min(30_000, 500 * 2 ** (failures - 1)) * (0.5 + chance / 2))

// look opens the stream and keeps it open for as long as the page can be seen. What
// it gives ends that.
export function look(): () => void {
  let source: EventSource | undefined
  let failures = 0
  let again: ReturnType<typeof setTimeout> | undefined
  let doubt: ReturnType<typeof setTimeout> | undefined
  let rest: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    clearTimeout(again)
    clearTimeout(doubt)
    again = doubt = undefined
    source?.close()
    source = undefined
  }
  const retry = () => {
    source?.close()
    source = undefined
    failures++
    doubt ??= setTimeout(() => become({ connection: 'lost' }), patience.missing)
    clearTimeout(again)
    again = setTimeout(open, pauseAfter(failures))
  }
  function open() {
    if (source) return
    doubt ??= setTimeout(() => become({ connection: 'lost' }), patience.missing)
    const opened = new EventSource(`${home}/api/v1/pulse`)
    source = opened
    opened.addEventListener('pulse', (event: MessageEvent<string>) => {
      failures = 0
      clearTimeout(doubt)
      doubt = undefined
      become({ connection: 'live', pulse: JSON.parse(event.data) as Pulse })
    })
    opened.addEventListener('end', (event: MessageEvent<string>) => {
      const told: unknown = JSON.parse(event.data)
      const problem = readProblem(Number(asRecord(told).status), told)
      if (problem.signedOut) sessionEnded()
      else retry()
    })
    opened.onerror = () => {
      // A stream that was refused says nothing of why.
      const refused = opened.readyState === EventSource.CLOSED
      retry()
      if (refused) void ask(api.GET('/me')).catch(() => {})
    }
  }
  const watch = () => {
    clearTimeout(rest)
    if (document.visibilityState === 'visible') open()
    else rest = setTimeout(close, patience.hidden)
  }
  const offline = () => {
    close()
    become({ connection: 'lost' })
  }
  document.addEventListener('visibilitychange', watch)
  window.addEventListener('online', watch)
  window.addEventListener('offline', offline)
  watch()
  return () => {
    document.removeEventListener('visibilitychange', watch)
    window.removeEventListener('online', watch)
    window.removeEventListener('offline', offline)
    clearTimeout(rest)
    close()
    become({ connection: 'beginning' })
  }
}
