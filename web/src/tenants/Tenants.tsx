import { Button, Chip, Drawer, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState, type MouseEvent } from 'react'
import type { Tenant } from '../api/client'
import { Can } from '../parts/Can'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Table } from '../parts/Table'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { consolePath } from '../place'
import { Facts } from './Facts'
import { tenant, tenants } from './queries'

export function Tenants() {
  const { q = '', open } = useSearch({ from: '/tenants' })
  const navigate = useNavigate({ from: '/tenants' })
  const [typed, setTyped] = useState(q)
  const query = useInfiniteQuery(tenants(q))
  const filter = useDebouncedCallback((text: string) => void navigate({ search: { q: text.trim().toLowerCase() || undefined, open }, replace: true }), 250)
  const show = (slug?: string) => void navigate({ search: { q: q || undefined, open: slug }, resetScroll: false })
  return (
    <>
      <Heading
        title="Tenants" lead="Organisations, each with its own people, applications, APIs and keys. None sees another."
        action={<Can permission="tenants:write"><Button component={Link} to="/tenants/new">Create a tenant</Button></Can>}
      />
      <Group mb="md" gap="sm">
        <TextInput
          aria-label="Short name begins with" placeholder="Short name begins with" w={280} maw="100%" value={typed} maxLength={63} autoCapitalize="none" spellCheck={false}
          onChange={(event) => { setTyped(event.currentTarget.value); filter(event.currentTarget.value) }}
        />
        {q && <Chip checked onChange={() => { setTyped(''); filter('') }} aria-label={`Begins with ${q}. Take the filter away`}>Begins with: <Name mono>{q}</Name></Chip>}
      </Group>
      <Table<Tenant>
        label="Tenants" query={query} id={(t) => t.slug} opens={(t) => show(t.slug)}
        columns={[
          { label: 'Name', cell: (t) => <Named of={t} show={show} /> },
          { label: 'Status', cell: (t) => <Status is={t.status} />, width: '130px' },
          { label: 'Created', cell: (t) => <Time at={t.created_at} />, wide: true, width: '160px' },
        ]}
        empty={<Text size="sm">No tenant&rsquo;s short name begins with that.</Text>}
      />
      <Drawer opened={open !== undefined} onClose={() => show()} position="right" title="Tenant" size={480}>
        {open !== undefined && <Panel slug={open} />}
      </Drawer>
    </>
  )
}

// Named is a link to the tenant's own page; a plain click looks at it beside the list
// first.
function Named({ of, show }: { of: Tenant; show: (slug: string) => void }) {
  const look = (event: MouseEvent) => {
    event.stopPropagation()
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    show(of.slug)
  }
  return (
    <>
      <Link to="/tenants/$slug" params={{ slug: of.slug }} onClick={look} style={{ display: 'block' }}><Name>{of.name}</Name></Link>
      <Text size="xs" c="dimmed" component="div" truncate><Name mono>{of.slug}</Name></Text>
    </>
  )
}

function Panel({ slug }: { slug: string }) {
  const query = useQuery(tenant(slug))
  const navigate = useNavigate()
  // So that a second Enter opens the whole of it.
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => link.current?.focus(), [query.isSuccess])
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The tenant could not be read" problem={query.error} again={() => void query.refetch()} />
  return (
    <Stack>
      <Facts of={query.data} />
      <Button component="a" href={`${consolePath}/tenants/${slug}`} onClick={(event) => { event.preventDefault(); void navigate({ to: '/tenants/$slug', params: { slug } }) }} ref={link}>Open the tenant</Button>
    </Stack>
  )
}
