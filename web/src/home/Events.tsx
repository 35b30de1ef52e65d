import { Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { AuditEvent } from '../api/client'
import { self } from '../api/queries'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Time } from '../parts/Time'
import { sentence, Wrong } from '../parts/Wrong'
import { inWords } from './events'
import { recentEvents, securityEvents } from './queries'

export function Security({ above }: { above?: ReactNode }) {
  const query = useQuery(securityEvents)
  return (
    <Card id="security" title="To look into">
      {above}
      {query.isPending ? <Loading /> : query.isError ? <Wrong what="Security events could not be read" problem={query.error} again={() => void query.refetch()} />
        : query.data.length > 0 ? <List of={query.data} /> : <Text size="sm" c="dimmed">Nothing was revoked, no key replaced and no role changed.</Text>}
    </Card>
  )
}

export function Changed() {
  const query = useQuery(recentEvents)
  return (
    <Card id="changed" title="Changed last">
      {query.isPending ? <Loading /> : query.isError ? <Wrong what="What was changed last could not be read" problem={query.error} again={() => void query.refetch()} />
        : query.data.length > 0 ? <List of={query.data} /> : <Text size="sm" c="dimmed">Nothing was changed lately.</Text>}
    </Card>
  )
}

const Card = ({ id, title, children }: { id: string; title: string; children: ReactNode }) => (
  <section className="card" aria-labelledby={id}>
    <Title order={2} size="h3" id={id} mb="sm">{title}</Title>
    {children}
  </section>
)

function List({ of }: { of: AuditEvent[] }) {
  const me = useQuery(self).data?.actor
  return (
    <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {of.map((event) => {
        const { what, named, byName, why } = inWords(event)
        return (
          <li key={event.id}>
            <Group gap="sm" wrap="nowrap" justify="space-between" align="start">
              <Text size="sm" component="div" fw={600} style={{ minWidth: 0 }}>{what}</Text>
              <Text size="sm" c="dimmed" component="div" style={{ whiteSpace: 'nowrap' }}><Time at={event.at} /></Text>
            </Group>
            <Text size="sm" c="dimmed" component="div" className="event"><Name mono={!byName}>{named}</Name><span>by {event.actor === me ? 'you' : <Name mono>{event.actor}</Name>}</span></Text>
            {why && <Text size="sm" c="dimmed" className="whole" lineClamp={3}>{sentence(why)}</Text>}
          </li>
        )
      })}
    </Stack>
  )
}
