import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Copy } from '../parts/Copy'
import { Loading } from '../parts/Loading'
import { WholeName } from '../parts/Name'
import { exact } from '../parts/time'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { Changes } from './Changes'
import { WholeParty } from './PartyName'
import { event, type EventFilter } from './queries'
import { said } from './words'

// Event is one change that was made: who, what, when, and what it was before.
export function Event({ name, narrow }: { name: string; narrow: (to: EventFilter) => void }) {
  const query = useQuery(event(name))
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The event could not be read" problem={query.error} again={() => void query.refetch()} />
  const of = query.data
  return (
    <Stack>
      <dl className="facts">
        <dt>What was done</dt><dd>{said(of.action)}<div><WholeName mono>{of.action}</WholeName></div></dd>
        <dt>To what</dt><dd><WholeParty of={of.object} /></dd>
        <dt>By whom</dt><dd><WholeParty of={of.actor} /></dd>
        <dt>When</dt><dd><Time at={of.at} /><Text size="xs" c="dimmed">{exact(new Date(of.at))}</Text></dd>
        <dt>Id</dt><dd><Group gap="xs"><WholeName mono>{of.id}</WholeName><Copy text={of.id} of="the id" /></Group></dd>
      </dl>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={() => narrow({ actor: of.actor })}>Only what they did</Button>
        <Button size="compact-sm" variant="default" onClick={() => narrow({ object: of.object })}>Only what was done to it</Button>
        <Button size="compact-sm" variant="default" onClick={() => narrow({ action: of.action })}>Only what is like it</Button>
      </Group>
      <section aria-labelledby="changed">
        <Title order={2} size="h3" id="changed" mb="xs">What it changed</Title>
        <Changes before={of.before} after={of.after} />
      </section>
    </Stack>
  )
}
