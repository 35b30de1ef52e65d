import { useEffect } from 'react'
import { looksLikeToken, tokenIn } from './pasted'

// usePasting hears of a token that is pasted anywhere on the page but into a field.
export function usePasting(onToken: (token: string) => void) {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const at = event.target
      if (at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA)$/.test(at.tagName))) return
      const text = event.clipboardData?.getData('text') ?? ''
      if (!looksLikeToken(text)) return
      event.preventDefault()
      onToken(tokenIn(text))
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [onToken])
}
