import { AppShell, Burger, Button, Group, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { IconSearch, IconSunMoon, IconUser } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { look } from '../api/pulse'
import { self } from '../api/queries'
import { useSessionEnded } from '../api/session'
import { Name } from '../parts/Name'
import { home } from '../place'
import { Palette } from './Palette'
import { places } from './places'
import { SessionDialog } from './SessionDialog'

// Frame is what stands around every page: the rail of places, and the bar.
export function Frame() {
  const me = useQuery(self).data
  const [rail, { toggle, close }] = useDisclosure()
  const [palette, { open: search, close: stop }] = useDisclosure()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const ended = useSessionEnded()
  useEffect(close, [path, close])
  // So an open page notices that its person was signed out elsewhere.
  useEffect(() => (ended ? undefined : look()), [ended])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
      if ((event.key === 'k' && (event.metaKey || event.ctrlKey)) || (event.key === '/' && !typing)) {
        event.preventDefault()
        search()
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [search])

  return (
    <AppShell transitionDuration={0} header={{ height: 56 }} navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !rail } }}>
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus() }}>Skip to the content</a>
      <AppShell.Header className="bar">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group wrap="nowrap" gap="sm" style={{ minWidth: 0 }}>
            <Burger opened={rail} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Places" aria-expanded={rail} />
            <b style={{ minWidth: 0, display: 'flex' }}><Name>{me?.tenant.name ?? ''}</Name></b>
          </Group>
          <Group wrap="nowrap" gap="xs">
            <Button variant="default" size="compact-sm" h={32} leftSection={<IconSearch size={16} aria-hidden />} onClick={search} aria-keyshortcuts="Control+K /">
              Search<span className="wide">&nbsp;or command</span>
            </Button>
            <Scheme />
            <Account name={me?.user?.name ?? 'Account'} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="rail" p="sm" aria-label="Places">
        {places.filter((place) => !place.permission || me?.permissions.includes(place.permission)).map(({ path, label, icon: Icon }) => (
          <Link key={path} to={path} className="place" activeOptions={{ exact: path === '/' }}>
            <Icon size={18} stroke={1.6} aria-hidden />{label}
          </Link>
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <div className="page"><Outlet /></div>
      </AppShell.Main>
      {palette && <Palette onClose={stop} />}
      <SessionDialog />
    </AppShell>
  )
}

const schemes: [MantineColorScheme, string][] = [['auto', 'As the system'], ['light', 'Light'], ['dark', 'Dark']]

function Scheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="subtle" color="gray" c="inherit" size="compact-sm" h={32} leftSection={<IconSunMoon size={16} aria-hidden />} aria-label="Theme"><span className="wide">Theme</span></Button></Menu.Target>
      <Menu.Dropdown>
        {schemes.map(([scheme, label]) => (
          <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} role="menuitemradio" aria-checked={scheme === colorScheme} rightSection={scheme === colorScheme ? '✓' : ''}>{label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Account({ name }: { name: string }) {
  const out = useRef<HTMLFormElement>(null)
  return (
    <>
      <form ref={out} method="post" action={`${home}/signin/out`} hidden />
      <Menu position="bottom-end">
        <Menu.Target><Button variant="subtle" color="gray" c="inherit" size="compact-sm" h={32} maw={200} leftSection={<IconUser size={16} aria-hidden />} aria-label="Account"><span className="wide"><Name>{name}</Name></span></Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Label maw={240}><Name>{name}</Name></Menu.Label>
          <Menu.Item component="a" href={`${home}/account`}>Your account</Menu.Item>
          <Menu.Item onClick={() => out.current?.requestSubmit()}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
