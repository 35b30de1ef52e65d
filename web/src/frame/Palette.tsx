import { Modal, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type KeyboardEvent } from 'react'
import { clients } from '../api/queries'
import { servers } from '../apis/queries'
import { useMay, useMayAny } from '../parts/Can'
import { Name } from '../parts/Name'
import { operators } from '../place'
import { tenants } from '../tenants/queries'
import { peopleLike } from '../users/queries'
import { actions, places } from './places'

// Palette goes anywhere and begins anything by a few letters.
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [asked] = useDebouncedValue(text.trim(), 200)
  const navigate = useNavigate()
  const may = useMayAny()
  const found = useInfiniteQuery({ ...clients(asked), enabled: useMay('clients:read') && asked !== '' })
  const apis = useInfiniteQuery({ ...servers(asked), enabled: useMay('resource-servers:read') && asked !== '' })
  const people = useQuery({ ...peopleLike(asked), enabled: useMay('users:read') && asked !== '' })
  const others = useInfiniteQuery({ ...tenants(asked), enabled: useMay('tenants:read') && operators && asked !== '' && asked.length < 64 })
  const like = (label: string) => label.toLowerCase().includes(text.trim().toLowerCase())
  const some = <T,>(items: T[] | undefined, hit: (item: T) => { to: string; label: string; kind: string }) => (asked === '' ? [] : (items ?? []).slice(0, 8).map(hit))
  const hits = [
    ...[...places, ...actions].filter((place) => like(place.label) && may(place.permission)).map((place) => ({ to: place.path, label: place.label, kind: 'Go' })),
    ...some(others.data?.pages[0]?.items, (other) => ({ to: `/tenants/${other.slug}`, label: other.name, kind: 'Tenant' })),
    ...some(found.data?.pages[0]?.items, (client) => ({ to: `/applications/${client.client_id}`, label: client.name, kind: 'Application' })),
    ...some(apis.data?.pages[0]?.items, (api) => ({ to: `/apis/${api.id}`, label: api.name, kind: 'API' })),
    ...some(people.data, (user) => ({ to: `/users/${user.id}`, label: user.name, kind: 'User' })),
  ]
  const go = (to: string) => {
    onClose()
    void navigate({ to })
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && hits.length > 0) {
      event.preventDefault()
      setAt((at + step + hits.length) % hits.length)
    }
    const hit = hits[at]
    if (event.key === 'Enter' && hit) go(hit.to)
  }
  return (
    <Modal opened onClose={onClose} title="Search or command" size="lg">
      <TextInput
        data-autofocus aria-label="Search or command" placeholder="A place, an action, or what a name begins with"
        role="combobox" aria-expanded aria-controls="hits" aria-activedescendant={hits[at] ? `hit-${at}` : undefined} autoComplete="off"
        value={text} onChange={(event) => { setText(event.currentTarget.value); setAt(0) }} onKeyDown={press}
      />
      <div id="hits" role="listbox" aria-label="What was found" style={{ marginTop: 12 }}>
        {hits.map((hit, i) => (
          <div key={hit.to} id={`hit-${i}`} role="option" aria-selected={i === at} className="hit" onClick={() => go(hit.to)} onMouseMove={() => setAt(i)}>
            <Text size="xs" c="dimmed" span mr="sm">{hit.kind}</Text><Name>{hit.label}</Name>
          </div>
        ))}
      </div>
      {hits.length === 0 && <Text size="sm" c="dimmed" role="status">Nothing begins with that.</Text>}
    </Modal>
  )
}
