import { useSyncExternalStore } from 'react'

// Whether the session is known to have ended while the console was in use.
let ended = false
const listeners = new Set<() => void>()

function become(value: boolean) {
  if (ended === value) return
  ended = value
  for (const listener of listeners) listener()
}

export const sessionEnded = () => become(true)
export const sessionResumed = () => become(false)

export const hasEnded = () => ended

// useSessionEnded follows it.
export const useSessionEnded = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hasEnded,
  )
