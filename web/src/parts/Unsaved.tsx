import { Button, Group, Modal, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useCallback } from 'react'

// Unsaved asks before somebody leaves a form in which they changed something. When
// the whole page is left, the browser asks.
export function Unsaved({ when }: { when: boolean }) {
  const asked = useBlocker({ shouldBlockFn: useCallback(() => when, [when]), enableBeforeUnload: when, disabled: !when, withResolver: true })
  if (asked.status !== 'blocked') return null
  return (
    <Modal opened onClose={asked.reset} title="Leave without saving?" centered>
      <Text size="sm">What you changed here is not saved, and is lost when you go.</Text>
      <Group justify="end" mt="md">
        <Button variant="default" onClick={asked.reset} data-autofocus>Stay here</Button>
        <Button color="red.9" onClick={asked.proceed}>Leave without saving</Button>
      </Group>
    </Modal>
  )
}
