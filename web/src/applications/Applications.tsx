import { Button, Chip, Drawer, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState, type MouseEvent } from 'react'
import type { Client } from '../api/client'
import { client, clients } from '../api/queries'
import { Can } from '../parts/Can'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Table } from '../parts/Table'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { consolePath } from '../place'
import { kindOf } from './kinds'
import { Facts } from './Facts'

export function Applications() {
  const { q = '', open } = useSearch({ from: '/applications' })
  const navigate = useNavigate({ from: '/applications' })
  const [typed, setTyped] = useState(q)
  const query = useInfiniteQuery(clients(q))
  const filter = useDebouncedCallback((text: string) => void navigate({ search: { q: text.trim() || undefined, open }, replace: true }), 250)
  const show = (id?: string) => void navigate({ search: { q: q || undefined, open: id }, resetScroll: false })

  return (
    <>
      <Heading
        title="Applications" lead="Programs that get tokens from Jeton. OAuth calls them clients."
        action={<Can permission="clients:write"><Button component={Link} to="/applications/new">Register an application</Button></Can>}
      />
      <Group mb="md" gap="sm">
        <TextInput
          aria-label="Name or id begins with" placeholder="Name or id begins with" w={280} maw="100%" value={typed} maxLength={254}
          onChange={(event) => { setTyped(event.currentTarget.value); filter(event.currentTarget.value) }}
        />
        {q && <Chip checked onChange={() => { setTyped(''); filter('') }} aria-label={`Begins with ${q}. Take the filter away`}>Begins with: <Name>{q}</Name></Chip>}
      </Group>
      <Table<Client>
        label="Applications" query={query} id={(c) => c.client_id} opens={(c) => show(c.client_id)}
        columns={[
          { label: 'Name', cell: (c) => <Named of={c} show={show} /> },
          { label: 'What it is', cell: kindOf, wide: true, width: '26%' },
          { label: 'Status', cell: (c) => <Status is={c.status} />, width: '120px' },
          { label: 'Changed', cell: (c) => <Time at={c.updated_at} />, wide: true, width: '150px' },
        ]}
        empty={q ? <Text size="sm">No application&rsquo;s name or id begins with that.</Text> : <Nothing />}
      />
      <Drawer opened={open !== undefined} onClose={() => show()} position="right" title="Application" size={480}>
        {open !== undefined && <Panel id={open} />}
      </Drawer>
    </>
  )
}

// Named is a link to the application's own page; a plain click looks at it beside
// the list first.
function Named({ of, show }: { of: Client; show: (id: string) => void }) {
  const look = (event: MouseEvent) => {
    event.stopPropagation()
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    show(of.client_id)
  }
  return (
    <>
      <Link to="/applications/$id" params={{ id: of.client_id }} onClick={look} style={{ display: 'block' }}><Name>{of.name}</Name></Link>
      <Text size="xs" c="dimmed" component="div" truncate><Name mono>{of.client_id}</Name></Text>
    </>
  )
}

function Panel({ id }: { id: string }) {
  const query = useQuery(client(id))
  const navigate = useNavigate()
  // So that a second Enter opens the whole of it.
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => link.current?.focus(), [query.isSuccess])
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The application could not be read" problem={query.error} again={() => void query.refetch()} />
  return (
    <Stack>
      <Facts of={query.data} />
      <Button component="a" href={`${consolePath}/applications/${id}`} onClick={(event) => { event.preventDefault(); void navigate({ to: '/applications/$id', params: { id } }) }} ref={link}>Open the application</Button>
    </Stack>
  )
}

const Nothing = () => (
  <div className="card">
    <Text mb="sm">There is no application yet. One is registered in a minute: say what you build, and its settings follow.</Text>
    <Can permission="clients:write"><Button component={Link} to="/applications/new">Register an application</Button></Can>
  </div>
)
