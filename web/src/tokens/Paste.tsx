import { Button, Group, TextInput } from '@mantine/core'
import { useEffect, useRef, type ClipboardEvent, type FormEvent } from 'react'
import { tokenIn } from './pasted'

interface Pasting {
  onToken: (token: string) => void
  onClear: () => void
  // token is one that was pasted elsewhere.
  token?: string
  asking: boolean
}

// Paste takes a token and shows it to nobody. It is no field for passwords, which
// browsers offer to keep; what is in it is in no attribute and is gone with it.
export function Paste({ onToken, onClear, token, asking }: Pasting) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const input = field.current
    if (!input) return
    if (token !== undefined) input.value = token
    else input.focus()
    const clear = () => { input.value = '' }
    window.addEventListener('pagehide', clear)
    return () => {
      window.removeEventListener('pagehide', clear)
      clear()
    }
  }, [token])
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = tokenIn(event.clipboardData.getData('text'))
    if (text === '') return
    event.preventDefault()
    event.currentTarget.value = text
    onToken(text)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = tokenIn(field.current?.value ?? '')
    if (text !== '') onToken(text)
  }
  const clear = () => {
    if (field.current) field.current.value = ''
    onClear()
    field.current?.focus()
  }
  return (
    <form onSubmit={submit} autoComplete="off">
      <Group align="end" gap="sm">
        <TextInput
          ref={field} label="Token" description="Or the line in which you found it. It is sent to this tenant’s Jeton alone, and kept nowhere." style={{ flex: '1 1 320px' }} maxLength={16384}
          classNames={{ input: 'veiled mono' }} autoComplete="off" autoCorrect="off" autoCapitalize="none" spellCheck={false} data-1p-ignore data-lpignore="true" data-bwignore data-form-type="other" onPaste={paste}
        />
        <Button type="submit" loading={asking}>Say what it is</Button>
        <Button variant="default" onClick={clear}>Clear</Button>
      </Group>
    </form>
  )
}
