import { Button, Group, Modal, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../api/client'
import { self } from '../api/queries'
import { sessionResumed, useSessionEnded } from '../api/session'
import { consolePath } from '../place'

// SessionDialog says that the session has ended and leaves the page as it is, with
// all that was typed. Whoever has signed in in another tab goes on here.
export function SessionDialog() {
  const ended = useSessionEnded()
  const queries = useQueryClient()
  useEffect(() => {
    if (!ended) return
    const look = async () => {
      if (document.visibilityState !== 'visible') return
      const me = await api.GET('/me').catch(() => undefined)
      if (!me?.response.ok) return
      queries.setQueryData(self.queryKey, me.data)
      sessionResumed()
      await queries.invalidateQueries()
    }
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [ended, queries])
  return (
    <Modal opened={ended} onClose={() => {}} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false} title="Your session has ended" centered zIndex={1000}>
      <Text size="sm">Nothing you typed is lost. Sign in in another tab and come back to this one.</Text>
      <Group justify="end" mt="md">
        <Button component="a" href={`${consolePath}/signin`} target="_blank" rel="noopener">Sign in</Button>
      </Group>
    </Modal>
  )
}
