import { useCallback, useEffect, useRef, useState } from 'react'
import { api, ask, type Inspection } from '../api/client'

interface Asked {
  asking: boolean
  found?: Inspection
  problem?: unknown
}

// useInspection asks what a token is. Neither the query cache nor its devices are
// used: the text is in one variable here, for as long as the page is shown.
export function useInspection() {
  const text = useRef('')
  const [asked, setAsked] = useState<Asked>({ asking: false })
  const inspect = useCallback(async (token: string) => {
    const same = text.current === token
    text.current = token
    // What was known of the same token stays until more is known.
    setAsked((before) => ({ asking: true, found: same ? before.found : undefined }))
    try {
      const found = await ask(api.POST('/tokens/inspect', { body: { token } }))
      // Only what was asked last counts.
      if (text.current === token) setAsked({ asking: false, found })
    } catch (problem) {
      if (text.current === token) setAsked({ asking: false, problem })
    }
  }, [])
  const again = useCallback(() => void (text.current !== '' && inspect(text.current)), [inspect])
  const forget = useCallback(() => {
    text.current = ''
    setAsked({ asking: false })
  }, [])
  useEffect(() => {
    // A page that is left may be kept for a way back.
    window.addEventListener('pagehide', forget)
    return () => {
      window.removeEventListener('pagehide', forget)
      text.current = ''
    }
  }, [forget])
  return { ...asked, inspect, again, forget }
}
