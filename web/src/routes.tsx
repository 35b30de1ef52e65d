import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './frame/Frame'
import { Missing } from './frame/Missing'
import { consolePath, operators } from './place'
import { readTokenSearch, type TokenSearch } from './tokens/filter'

type Search = Record<string, unknown>

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const time = (value: unknown) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined)

// What the address of a page says besides its path: a list what names begin with and
// what is open in the side panel, a page about one thing which tab is, one with figures
// how far back and whether as charts or a table.
const listed = (search: Search): { q?: string; open?: string } => ({ q: text(search.q), open: text(search.open) })
const tabbed = (search: Search): { tab?: string } => ({ tab: text(search.tab) })
const figures = (search: Search): { span?: string; as?: string } => ({ span: text(search.span), as: text(search.as) })
// Beside the tab, what the list of an application's tokens is narrowed to.
const application = (search: Search): { tab?: string } & TokenSearch => ({ ...readTokenSearch(search), ...tabbed(search) })
// In the team, open is whose roles are shown, by the tab; find is whether somebody is
// looked for who is to have one.
const team = (search: Search): { tab?: string; open?: string; find?: true } => ({ ...tabbed(search), open: text(search.open), find: search.find === true || undefined })
// In the audit log, after and before bound the time.
const audit = (search: Search): { actor?: string; action?: string; object?: string; after?: string; before?: string; open?: string } => ({
  actor: text(search.actor), action: text(search.action), object: text(search.object), after: time(search.after), before: time(search.before), open: text(search.open),
})

const root = createRootRoute({ component: Frame, notFoundComponent: Missing })
const getParentRoute = () => root

// Tenants are for operators; in every other tenant there is no such page.
const tenants = [
  createRoute({ getParentRoute, path: '/tenants', validateSearch: listed, component: lazyRouteComponent(() => import('./tenants/Tenants'), 'Tenants') }),
  createRoute({ getParentRoute, path: '/tenants/new', component: lazyRouteComponent(() => import('./tenants/NewTenant'), 'NewTenant') }),
  createRoute({ getParentRoute, path: '/tenants/$slug', validateSearch: figures, component: lazyRouteComponent(() => import('./tenants/Tenant'), 'Tenant') }),
  createRoute({ getParentRoute, path: '/tenants/$slug/owners/new', component: lazyRouteComponent(() => import('./tenants/NewOwner'), 'NewOwner') }),
] as const

const tree = root.addChildren([
  ...(operators ? tenants : ([] as unknown as typeof tenants)),
  createRoute({ getParentRoute, path: '/', validateSearch: figures, component: lazyRouteComponent(() => import('./home/Home'), 'Home') }),
  createRoute({ getParentRoute, path: '/applications', validateSearch: listed, component: lazyRouteComponent(() => import('./applications/Applications'), 'Applications') }),
  createRoute({ getParentRoute, path: '/applications/new', component: lazyRouteComponent(() => import('./applications/NewApplication'), 'NewApplication') }),
  createRoute({ getParentRoute, path: '/applications/$id', validateSearch: application, component: lazyRouteComponent(() => import('./applications/Application'), 'Application') }),
  createRoute({ getParentRoute, path: '/apis', validateSearch: listed, component: lazyRouteComponent(() => import('./apis/APIs'), 'APIs') }),
  createRoute({ getParentRoute, path: '/apis/new', component: lazyRouteComponent(() => import('./apis/NewAPI'), 'NewAPI') }),
  createRoute({ getParentRoute, path: '/apis/$id', validateSearch: tabbed, component: lazyRouteComponent(() => import('./apis/API'), 'API') }),
  createRoute({ getParentRoute, path: '/tokens', validateSearch: readTokenSearch, component: lazyRouteComponent(() => import('./tokens/Tokens'), 'Tokens') }),
  // What is inspected has no address: a token that was pasted enters none.
  createRoute({ getParentRoute, path: '/tokens/inspector', component: lazyRouteComponent(() => import('./tokens/Inspector'), 'Inspector') }),
  createRoute({ getParentRoute, path: '/users', validateSearch: listed, component: lazyRouteComponent(() => import('./users/Users'), 'Users') }),
  createRoute({ getParentRoute, path: '/users/new', component: lazyRouteComponent(() => import('./users/NewUser'), 'NewUser') }),
  createRoute({ getParentRoute, path: '/users/$id', validateSearch: tabbed, component: lazyRouteComponent(() => import('./users/User'), 'User') }),
  createRoute({ getParentRoute, path: '/team', validateSearch: team, component: lazyRouteComponent(() => import('./team/Team'), 'Team') }),
  createRoute({ getParentRoute, path: '/audit', validateSearch: audit, component: lazyRouteComponent(() => import('./audit/Audit'), 'Audit') }),
  createRoute({ getParentRoute, path: '/settings', validateSearch: tabbed, component: lazyRouteComponent(() => import('./settings/Settings'), 'Settings') }),
])

export const router = createRouter({ routeTree: tree, basepath: consolePath, scrollRestoration: true, defaultPreload: 'intent' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
