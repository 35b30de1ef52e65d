import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Wrong } from './Wrong'

interface Asked {
  title: string
  // effect is the blast radius: what will be so afterwards.
  effect: ReactNode
  // verb is what the button says.
  verb: string
  // ready is false while the effect is still being found out: the button waits.
  ready?: boolean
  // children are what else is asked, such as a reason.
  children?: ReactNode
  // typed is what has to be typed before the button works, if anything.
  typed?: string
  act: () => Promise<unknown>
  onClose: () => void
}

// Confirm asks before something is done that cannot be taken back.
export function Confirm({ title, effect, verb, typed, ready = true, children, act, onClose }: Asked) {
  const [text, setText] = useState('')
  const doing = useMutation({ mutationFn: act, onSuccess: onClose })
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form onSubmit={(event) => { event.preventDefault(); doing.mutate() }}>
        <Stack>
          <Text size="sm" component="div">{effect}</Text>
          {children}
          {typed && (
            <TextInput label={<>Type <span className="mono whole">{typed}</span> to go on</>} value={text} onChange={(event) => setText(event.currentTarget.value)} autoComplete="off" spellCheck={false} data-autofocus />
          )}
          {doing.isError && <Wrong what="It was not done" problem={doing.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" color="red.9" loading={doing.isPending} disabled={!ready || (typed !== undefined && text !== typed)}>{verb}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
