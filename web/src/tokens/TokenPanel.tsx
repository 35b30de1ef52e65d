import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Loading } from '../parts/Loading'
import { WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { calledOf, kinds, stateOf } from './filter'
import { token } from './queries'
import { RevokeButtons } from './RevokeButtons'
import { TokenWhole } from './TokenWhole'

// TokenPanel is a token beside the list that it was found in.
export function TokenPanel({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const query = useQuery(token(id))
  const name = useRef<HTMLParagraphElement>(null)
  if (query.isPending) return <Loading lines={8} />
  if (query.isError) return <Wrong what="The token could not be read" problem={query.error} again={() => void query.refetch()} />
  const of = query.data
  return (
    <Stack gap="lg">
      <div>
        <Text fw={600} ref={name} tabIndex={-1}>{kinds[of.kind]} <WholeName mono>{calledOf(of)}</WholeName></Text>
        <Group gap="md" mt={4}>
          <Text size="sm" component="div"><Status is={stateOf(of)} /></Text>
          <Text size="sm" c="dimmed" component="div">issued <Time at={of.issued_at} /></Text>
        </Group>
      </div>
      <RevokeButtons of={of} onRevoked={() => name.current?.focus()} />
      <TokenWhole of={of} history={of.history ?? []} verdicts={of.verdicts ?? []} onOpen={onOpen} />
    </Stack>
  )
}
