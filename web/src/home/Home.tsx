import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { beginnings, recentEvents, self } from '../api/queries'
import { Registration } from '../apis/Registration'
import { Can, useMay } from '../parts/Can'
import { Copy } from '../parts/Copy'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { FirstToken } from './FirstToken'

// Home shows whoever begins the three steps to a first answer, and everybody else
// where things are and what was changed.
export function Home() {
  const me = useQuery(self).data
  const queries = useQueryClient()
  const reads = useMay('tokens:read')
  const anyAPI = useQuery({ ...beginnings.api, enabled: useMay('resource-servers:read') })
  const anyClient = useQuery({ ...beginnings.client, enabled: useMay('clients:read') })
  const begun = !!anyAPI.data && !!anyClient.data
  const token = useQuery({ ...beginnings.token, enabled: reads && begun, refetchInterval: (query) => (query.state.data ? false : 3000) })
  if (!me) return null
  const problem = anyAPI.error ?? anyClient.error ?? token.error
  const waiting = anyAPI.isLoading || anyClient.isLoading || (begun && token.isLoading)
  const done = begun && (!reads || token.data === true)
  return (
    <>
      <Heading title="Home" lead={done ? 'Where things are, and what was changed last.' : 'Three steps to a first token, and to what an API is told about it.'} />
      {problem ? <Wrong what="It is not known how far you are" problem={problem} again={() => { void anyAPI.refetch(); void anyClient.refetch(); void token.refetch() }} />
        : waiting ? <Loading lines={6} />
          : (
            <Stack gap="xl">
              {!done && (
                <Stack component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
                  <Step number={1} title="Register an API" done={!!anyAPI.data} lead="An API accepts tokens and asks Jeton what they mean. OAuth calls it a resource server.">
                    <Can permission="resource-servers:write" otherwise={<Text size="sm">Somebody who may register APIs begins here.</Text>}>
                      <Registration onDone={() => void queries.invalidateQueries({ queryKey: ['resource-servers'] })} />
                    </Can>
                  </Step>
                  <Step number={2} title="Register an application" done={!!anyClient.data} waits={!anyAPI.data} lead="An application gets tokens for your API.">
                    <Can permission="clients:write" otherwise={<Text size="sm">Somebody who may register applications goes on from here.</Text>}>
                      <Group><Button component={Link} to="/applications/new">Register an application</Button></Group>
                    </Can>
                  </Step>
                  <Step number={3} title="Get a token, and ask what it means" done={token.data === true} waits={!begun} lead="The application gets a token; the API asks.">
                    {anyClient.data && anyAPI.data && <FirstToken client={anyClient.data} api={anyAPI.data} issuer={me.tenant.issuer} />}
                  </Step>
                </Stack>
              )}
              <Where issuer={me.tenant.issuer} />
              <Can permission="audit-events:read"><Recent /></Can>
            </Stack>
          )}
    </>
  )
}

interface Stepped { number: number; title: string; lead: string; done: boolean; waits?: boolean; children: ReactNode }

function Step({ number, title, lead, done, waits, children }: Stepped) {
  return (
    <li className="card">
      <Group gap="sm" wrap="nowrap" mb={done || waits ? 0 : 'sm'} align="start">
        <Text fw={600} c={done ? 'var(--good)' : 'dimmed'} aria-hidden>{done ? '✓' : number}</Text>
        <div>
          <Title order={2} size="h3">{title}{done && <Text span size="sm" fw={400} c="var(--good)"> · done</Text>}</Title>
          {!done && <Text size="sm" c="dimmed">{lead}</Text>}
        </div>
      </Group>
      {!done && !waits && children}
    </li>
  )
}

const addresses = [
  ['Issuer', ''], ['Metadata', '/.well-known/openid-configuration'], ['Tokens', '/oauth2/token'], ['Introspection', '/oauth2/introspect'], ['Keys', '/oauth2/jwks'],
] as const

function Where({ issuer }: { issuer: string }) {
  const [shown, setShown] = useState(false)
  return (
    <section className="card" aria-labelledby="where">
      <Title order={2} size="h3" id="where" mb="sm">Addresses</Title>
      <dl className="facts">
        {addresses.slice(0, shown ? undefined : 1).map(([label, path]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd><Group gap="xs"><span className="mono whole">{issuer}{path}</span><Copy text={issuer + path} of={`the address: ${label.toLowerCase()}`} /></Group></dd>
          </div>
        ))}
      </dl>
      <Button mt="sm" size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? 'Show fewer' : 'Show all addresses'}</Button>
    </section>
  )
}

function Recent() {
  const query = useQuery(recentEvents)
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="What was changed last could not be read" problem={query.error} again={() => void query.refetch()} />
  return (
    <section className="card" aria-labelledby="recent">
      <Title order={2} size="h3" id="recent" mb="sm">Changed last</Title>
      <Stack gap={8} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {query.data.items.map((event) => (
          <Group key={event.id} component="li" gap="sm" wrap="nowrap" justify="space-between">
            <Text size="sm" component="div" style={{ minWidth: 0, display: 'flex', gap: 8, flexWrap: 'wrap' }}><Name mono>{event.action}</Name> <Name mono>{event.object}</Name></Text>
            <Text size="sm" c="dimmed" component="div" style={{ whiteSpace: 'nowrap' }}><Time at={event.at} /></Text>
          </Group>
        ))}
      </Stack>
    </section>
  )
}
