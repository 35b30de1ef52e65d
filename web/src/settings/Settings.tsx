import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Settings as Of } from '../api/client'
import { settings } from '../api/queries'
import { useMayAny } from '../parts/Can'
import { Loading } from '../parts/Loading'
import { Heading } from '../parts/Page'
import { Wrong } from '../parts/Wrong'
import { Branding } from './Branding'
import { Keys } from './Keys'
import { Lifetimes } from './Lifetimes'
import { Limits } from './Limits'
import { Registration } from './Registration'
import { SignIn } from './SignIn'

const tabs: { id: string; label: string; permission?: string; page: (of: Of) => ReactNode }[] = [
  { id: 'lifetimes', label: 'Lifetimes', page: (of) => <Lifetimes of={of} /> },
  { id: 'sign-in', label: 'Sign-in', page: (of) => <SignIn of={of} /> },
  { id: 'branding', label: 'Branding', page: (of) => <Branding of={of} /> },
  { id: 'limits', label: 'Limits', page: (of) => <Limits of={of} /> },
  { id: 'keys', label: 'Keys', permission: 'keys:read', page: (of) => <Keys of={of} /> },
  { id: 'registration', label: 'Dynamic registration', page: (of) => <Registration of={of} /> },
]

// Settings are what is chosen for all of the tenant.
export function Settings() {
  const { tab } = useSearch({ from: '/settings' })
  const navigate = useNavigate({ from: '/settings' })
  const may = useMayAny()
  const query = useQuery(settings)
  const shown = tabs.filter((t) => may(t.permission))
  const at = shown.some((t) => t.id === tab) ? tab : 'lifetimes'
  return (
    <>
      <Heading title="Settings" lead="What holds for all of the tenant, where an application or an API has nothing of its own." />
      {query.isPending ? <Loading lines={8} /> : query.isError ? <Wrong what="The settings could not be read" problem={query.error} again={() => void query.refetch()} /> : (
        <Tabs value={at} onChange={(to) => void navigate({ search: { tab: to ?? undefined }, replace: true, resetScroll: false })} keepMounted={false}>
          <Tabs.List mb="lg">{shown.map((t) => <Tabs.Tab key={t.id} value={t.id}>{t.label}</Tabs.Tab>)}</Tabs.List>
          {shown.map((t) => <Tabs.Panel key={t.id} value={t.id}>{t.page(query.data)}</Tabs.Panel>)}
        </Tabs>
      )}
    </>
  )
}
