import { Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { api, ask, type RevocationTarget } from '../api/client'
import { Confirm } from '../parts/Confirm'
import { counted } from '../parts/counted'
import { Wrong } from '../parts/Wrong'
import { useAPINames } from '../apis/names'
import { reach } from './queries'
import { Reason } from './RevokeOne'
import { liveIn, seenInWords } from './words'

export interface Many {
  target: RevocationTarget
  title: string
  // after is what is so afterwards, and what is not.
  after: ReactNode
  // typed is what has to be typed before the button works.
  typed: string
}

// RevokeAll takes back all tokens of a target. It says first how far that reaches;
// if that cannot be found out, whoever is in need can go on all the same.
export function RevokeAll({ target, title, after, typed, onRevoked, onClose }: Many & { onRevoked?: () => void; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const apiName = useAPINames()
  const query = useQuery(reach(target))
  const revoke = async () => {
    const { covers } = await ask(api.POST('/revocations', { body: { ...target, reason: reason.trim() || undefined } }))
    await queries.invalidateQueries({ queryKey: ['tokens'] })
    onRevoked?.()
    notifications.show({ message: `${counted({ count: covers.tokens, more: covers.more }, 'token')} revoked.` })
  }
  const live = query.data && liveIn(query.data)
  return (
    <Confirm
      title={title} typed={typed} ready={!query.isPending} verb={query.isPending ? 'Counting' : live && query.data?.covers.tokens ? `Revoke ${live}` : 'Revoke them all'} act={revoke} onClose={onClose}
      effect={
        <Stack gap="xs">
          <div role="status">
            {query.isPending && <Text size="sm">Counting what this ends.</Text>}
            {query.data && <Text size="sm" fw={600}>{query.data.covers.tokens === 0 ? 'There are no live tokens to end.' : `Ends ${live} at once, on every server.`}</Text>}
            {query.data && <Text size="sm" className="whole">{seenInWords(query.data, apiName)}</Text>}
          </div>
          {query.isError && <Wrong what="How many tokens this ends could not be found out" problem={query.error} again={() => void query.refetch()} />}
          <div>{after}</div>
        </Stack>
      }
    >
      <Reason value={reason} onChange={setReason} />
    </Confirm>
  )
}
