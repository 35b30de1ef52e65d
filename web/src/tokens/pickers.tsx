import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clients, resourceServers } from '../api/queries'
import { useMay } from '../parts/Can'
import { peopleLike } from '../users/queries'
import { Pick } from './Pick'

const shown = 8

interface Picker { onPick: (id: string) => void }

export function PickClient({ onPick }: Picker) {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 200)
  const query = useInfiniteQuery({ ...clients(asked), enabled: useMay('clients:read') })
  const hits = (query.data?.pages[0]?.items ?? []).slice(0, shown).map((client) => ({ id: client.client_id, name: client.name }))
  return <Pick label="Name or id begins with" text={text} onText={setText} hits={hits} looking={query.isFetching || asked !== text.trim()} onPick={onPick} />
}

export function PickPerson({ onPick }: Picker) {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 200)
  const query = useQuery({ ...peopleLike(asked), enabled: useMay('users:read') })
  const hits = (query.data ?? []).map((user) => ({ id: user.id, name: user.username === user.name || !user.name ? user.username : `${user.username}, ${user.name}` }))
  return <Pick label="Name or email begins with" text={text} onText={setText} hits={hits} looking={query.isFetching || asked !== text.trim()} onPick={onPick} />
}

// An installation has few APIs: all are there, and are narrowed here.
export function PickAPI({ onPick }: Picker) {
  const [text, setText] = useState('')
  const query = useInfiniteQuery({ ...resourceServers, enabled: useMay('resource-servers:read') })
  const like = text.trim().toLowerCase()
  const hits = (query.data?.pages.flatMap((page) => page.items) ?? [])
    .filter((server) => [server.name, server.id, ...server.identifiers].some((name) => name.toLowerCase().includes(like)))
    .slice(0, shown).map((server) => ({ id: server.id, name: server.name }))
  return <Pick label="Name or address has" text={text} onText={setText} hits={hits} looking={query.isFetching} onPick={onPick} />
}
