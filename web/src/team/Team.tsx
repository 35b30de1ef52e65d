import { Button, Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMayAny } from '../parts/Can'
import { Heading } from '../parts/Page'
import { Applications } from './Applications'
import { Finder } from './Finder'
import { Panel, type Kind } from './Panel'
import { People } from './People'
import { Rights } from './Rights'

const tabs: { id: string; label: string; permission: string; give?: string }[] = [
  { id: 'people', label: 'People', permission: 'users:read', give: 'Give a person a role' },
  { id: 'applications', label: 'Applications', permission: 'clients:read', give: 'Give an application a role' },
  { id: 'roles', label: 'What each role may do', permission: 'members:read' },
]

// Team is who may manage the tenant, and what their roles let them do.
export function Team() {
  const { tab, open, find } = useSearch({ from: '/team' })
  const navigate = useNavigate({ from: '/team' })
  const may = useMayAny()
  const shown = tabs.filter(({ permission }) => may(permission))
  const at = shown.find(({ id }) => id === tab) ?? shown[0]
  const kind: Kind | undefined = at?.id === 'people' || at?.id === 'applications' ? at.id : undefined
  const go = (to: { open?: string; find?: true }) => void navigate({ search: { tab, ...to }, resetScroll: false })
  return (
    <>
      <Heading
        title="Team and roles" lead="Who may manage this tenant with the console and the management API. A person or application without a role may not."
        action={at?.give && may('members:write') ? <Button onClick={() => go({ find: true })}>{at.give}</Button> : undefined}
      />
      <Tabs value={at?.id ?? null} onChange={(to) => void navigate({ search: { tab: to ?? undefined }, replace: true, resetScroll: false })} keepMounted={false}>
        <Tabs.List mb="lg">{shown.map(({ id, label }) => <Tabs.Tab key={id} value={id}>{label}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="people"><People show={(id) => go({ open: id })} /></Tabs.Panel>
        <Tabs.Panel value="applications"><Applications show={(id) => go({ open: id })} /></Tabs.Panel>
        <Tabs.Panel value="roles"><Rights /></Tabs.Panel>
      </Tabs>
      {kind && find && <Finder kind={kind} onClose={() => go({})} onFound={(id) => go({ open: id })} />}
      {kind && <Panel kind={kind} id={open} onClose={() => go({})} />}
    </>
  )
}
