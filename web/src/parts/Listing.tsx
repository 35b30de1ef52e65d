import { Button, Chip, Drawer, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { consolePath } from '../place'
import { Loading } from './Loading'
import { Name } from './Name'
import { Table, type Column } from './Table'
import { Wrong } from './Wrong'

// Shown is what the address of a list says: q is what names begin with, open what
// is in the side panel.
export interface Shown { q?: string; open?: string }

interface Listed<T> {
  // things is what the list is of, and thing one of them.
  things: string
  thing: string
  // found says by what they are looked for.
  found: string
  query: UseInfiniteQueryResult<InfiniteData<{ items: T[]; next_cursor: string | null }>>
  shown: Shown
  go: (shown: Shown, how?: { replace?: boolean; resetScroll?: boolean }) => void
  id: (item: T) => string
  // path is the page of what has an id.
  path: (id: string) => string
  named: (item: T) => { name: string; beneath: string }
  // columns are those after the name.
  columns: Column<T>[]
  // nothing is shown where there is none at all.
  nothing: ReactNode
  panel: (id: string) => ReactNode
}

// Listing is a list that is searched by what names begin with. A row opens beside it
// first, and then as a whole page.
export function Listing<T>({ things, thing, found, query, shown: { q = '', open }, go, id, path, named, columns, nothing, panel }: Listed<T>) {
  const [typed, setTyped] = useState(q)
  const filter = useDebouncedCallback((text: string) => go({ q: text.trim() || undefined, open }, { replace: true }), 250)
  const show = (one?: string) => go({ q: q || undefined, open: one }, { resetScroll: false })
  const name: Column<T> = { label: 'Name', cell: (item) => <Named {...named(item)} path={path(id(item))} show={() => show(id(item))} /> }
  return (
    <>
      <Group mb="md" gap="sm">
        <TextInput
          aria-label={`${found} begins with`} placeholder={`${found} begins with`} w={280} maw="100%" value={typed} maxLength={254}
          onChange={(event) => { setTyped(event.currentTarget.value); filter(event.currentTarget.value) }}
        />
        {q && <Chip checked onChange={() => { setTyped(''); filter('') }} aria-label={`Begins with ${q}. Take the filter away`}>Begins with: <Name>{q}</Name></Chip>}
      </Group>
      <Table<T>
        label={things} query={query} id={id} opens={(item) => show(id(item))} columns={[name, ...columns]}
        empty={q ? <Text size="sm">No {thing} has a {found.toLowerCase()} that begins so.</Text> : nothing}
      />
      <Drawer opened={open !== undefined} onClose={() => show()} position="right" title={thing.charAt(0).toUpperCase() + thing.slice(1)} size={480}>
        {open !== undefined && panel(open)}
      </Drawer>
    </>
  )
}

// Named is a link to the page; a plain click looks at it beside the list first.
function Named({ name, beneath, path, show }: { name: string; beneath: string; path: string; show: () => void }) {
  const look = (event: MouseEvent) => {
    event.stopPropagation()
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    show()
  }
  return (
    <>
      <Link to={path} onClick={look} style={{ display: 'block' }}><Name>{name}</Name></Link>
      <Text size="xs" c="dimmed" component="div" truncate><Name mono>{beneath}</Name></Text>
    </>
  )
}

// Beside is what the side panel shows of one thing, with the way to the whole of it.
export function Beside<T>({ thing, query, path, children }: { thing: string; query: UseQueryResult<T>; path: string; children: (of: T) => ReactNode }) {
  const navigate = useNavigate()
  // So that a second Enter opens the whole of it.
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => link.current?.focus(), [query.isSuccess])
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what={`The ${thing} could not be read`} problem={query.error} again={() => void query.refetch()} />
  return (
    <Stack>
      {children(query.data)}
      <Button component="a" href={consolePath + path} onClick={(event) => { event.preventDefault(); void navigate({ to: path }) }} ref={link}>Open the {thing}</Button>
    </Stack>
  )
}
