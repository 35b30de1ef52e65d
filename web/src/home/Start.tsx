import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { Client, ResourceServer } from '../api/client'
import { Registration } from '../apis/Registration'
import { Can } from '../parts/Can'
import { Endpoints } from '../parts/Endpoints'
import { FirstAnswer } from './FirstAnswer'
import { Told } from './Told'

interface Begun {
  server?: ResourceServer
  client?: Client
  done: boolean
  issuer: string
  onClose: () => void
}

// Start is the three steps of a tenant in which nobody was told anything yet.
export function Start({ server, client, done, issuer, onClose }: Begun) {
  // A step that is under way is not ticked beneath whoever is at it.
  const [busy, setBusy] = useState(false)
  const queries = useQueryClient()
  const registered = async () => {
    await queries.invalidateQueries({ queryKey: ['resource-servers'] })
    setBusy(false)
  }
  const both = server && client
  return (
    <Stack gap="xl">
      <Stack component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        <Step number={1} title="Register an API" done={!!server && !busy} lead="An API accepts tokens and asks Jeton what they mean. OAuth calls it a resource server.">
          <Can permission="resource-servers:write" otherwise={<Text size="sm">Somebody who may register APIs begins here.</Text>}><Registration onDone={() => void registered()} onBusy={setBusy} /></Can>
        </Step>
        <Step number={2} title="Register an application" done={!!client} waits={!server} lead="An application gets tokens for your API.">
          <Can permission="clients:write" otherwise={<Text size="sm">Somebody who may register applications goes on from here.</Text>}>
            <Group><Button component={Link} to="/applications/new">Register an application</Button></Group>
          </Can>
        </Step>
        <Step
          number={3} title="Get a token, and ask what it means" done={done} waits={!both} lead="The application gets a token. The API asks about it: that is an introspection."
          after={both && <Told client={client} server={server} />}
        >
          {both && <FirstAnswer client={client} server={server} issuer={issuer} />}
        </Step>
      </Stack>
      {both && (
        <Group>{done ? <Button onClick={onClose}>Go on to the figures</Button> : <Button variant="default" onClick={onClose}>Put these steps away</Button>}</Group>
      )}
      <Endpoints issuer={issuer} />
    </Stack>
  )
}

interface Stepped {
  number: number
  title: string
  lead: string
  done: boolean
  waits?: boolean
  // after is what is there once the step is done.
  after?: ReactNode
  children: ReactNode
}

function Step({ number, title, lead, done, waits, after, children }: Stepped) {
  const inside = done ? after : waits ? undefined : children
  return (
    <li className="card">
      <Group gap="sm" wrap="nowrap" mb={inside ? 'sm' : 0} align="start">
        <Text fw={600} c={done ? 'var(--good)' : 'dimmed'} aria-hidden>{done ? '✓' : number}</Text>
        <div>
          <Title order={2} size="h3">{title}{done && <Text span size="sm" fw={400} c="var(--good)"> · done</Text>}</Title>
          {!done && <Text size="sm" c="dimmed">{lead}</Text>}
        </div>
      </Group>
      {inside}
    </li>
  )
}
