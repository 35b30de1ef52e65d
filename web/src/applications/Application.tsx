import { Group, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Client } from '../api/client'
import { client } from '../api/queries'
import { useMayAny } from '../parts/Can'
import { Copy } from '../parts/Copy'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Wrong } from '../parts/Wrong'
import { Access } from './Access'
import { Addresses } from './Addresses'
import { hasSecret, signsPeopleIn } from './kinds'
import { Overview } from './Overview'
import { Secrets } from './Secrets'
import { Snippets } from './Snippets'
import { Tokens } from './Tokens'

// tabs are the aspects of an application: for which ones, and for whom.
const tabs: { id: string; label: string; of?: (client: Client) => boolean; permission?: string; page: (client: Client) => ReactNode }[] = [
  { id: 'overview', label: 'Overview', page: (c) => <Overview of={c} /> },
  { id: 'secrets', label: 'Secrets', of: hasSecret, page: (c) => <Secrets of={c} /> },
  { id: 'addresses', label: 'Addresses', of: signsPeopleIn, page: (c) => <Addresses of={c} key={c.version} /> },
  { id: 'access', label: 'APIs and scopes', page: (c) => <Access of={c} key={c.version} /> },
  { id: 'snippets', label: 'Snippets', page: (c) => <Snippets of={c} /> },
  { id: 'tokens', label: 'Tokens', permission: 'tokens:read', page: (c) => <Tokens of={c} /> },
]

export function Application() {
  const { id } = useParams({ from: '/applications/$id' })
  const { tab = 'overview' } = useSearch({ from: '/applications/$id' })
  const navigate = useNavigate({ from: '/applications/$id' })
  const may = useMayAny()
  const query = useQuery(client(id))
  if (query.isPending) return <Loading lines={8} />
  if (query.isError) {
    return <><Heading title="Application" /><Wrong what="The application could not be read" problem={query.error} again={() => void query.refetch()} /></>
  }
  const of = query.data
  const shown = tabs.filter((t) => (t.of?.(of) ?? true) && may(t.permission))
  const at = shown.some((t) => t.id === tab) ? tab : 'overview'
  return (
    <>
      <Heading title={of.name} lead={<Group gap="sm"><Name mono>{of.client_id}</Name><Copy text={of.client_id} of="the id" /><Status is={of.status} /></Group>}>
        <Name>{of.name}</Name>
      </Heading>
      <Tabs value={at} onChange={(to) => void navigate({ search: { tab: to ?? undefined }, replace: true, resetScroll: false })} keepMounted={false}>
        <Tabs.List mb="lg">{shown.map((t) => <Tabs.Tab key={t.id} value={t.id}>{t.label}</Tabs.Tab>)}</Tabs.List>
        {shown.map((t) => <Tabs.Panel key={t.id} value={t.id}>{t.page(of)}</Tabs.Panel>)}
      </Tabs>
    </>
  )
}
