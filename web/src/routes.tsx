import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './frame/Frame'
import { Missing } from './frame/Missing'
import { Home } from './home/Home'
import { consolePath } from './place'
import { readTokenSearch, type TokenSearch } from './tokens/filter'
import { consolePath, operators } from './place'

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

// A list says what names begin with, and what is open in the side panel; a page about
// one thing which tab is.
const listed = (search: Record<string, unknown>): { q?: string; open?: string } => ({ q: text(search.q), open: text(search.open) })
const tabbed = (search: Record<string, unknown>): { tab?: string } => ({ tab: text(search.tab) })
const time = (value: unknown) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined)

const root = createRootRoute({ component: Frame, notFoundComponent: Missing })

// figures is what a page with figures shows: how far back, and as charts or a table.
const figures = (search: Record<string, unknown>): { span?: string; as?: string } => ({ span: text(search.span), as: text(search.as) })

// tenants are for operators; in every other tenant there is no such page.
const tenants = [
  createRoute({
    getParentRoute: () => root,
    path: '/tenants',
    // q is what short names begin with, open the tenant in the side panel.
    validateSearch: (search: Record<string, unknown>): { q?: string; open?: string } => ({ q: text(search.q), open: text(search.open) }),
    component: lazyRouteComponent(() => import('./tenants/Tenants'), 'Tenants'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tenants/new',
    component: lazyRouteComponent(() => import('./tenants/NewTenant'), 'NewTenant'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tenants/$slug',
    validateSearch: figures,
    component: lazyRouteComponent(() => import('./tenants/Tenant'), 'Tenant'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tenants/$slug/owners/new',
    component: lazyRouteComponent(() => import('./tenants/NewOwner'), 'NewOwner'),
  }),
] as const

const tree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    validateSearch: figures,
    component: lazyRouteComponent(() => import('./home/Home'), 'Home'),
  }),
  ...(operators ? tenants : ([] as unknown as typeof tenants)),
  createRoute({
    getParentRoute: () => root,
    path: '/applications',
    validateSearch: listed,
    component: lazyRouteComponent(() => import('./applications/Applications'), 'Applications'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/applications/new',
    component: lazyRouteComponent(() => import('./applications/NewApplication'), 'NewApplication'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/applications/$id',
    // Beside the tab, what the list of its tokens is narrowed to.
    validateSearch: (search: Record<string, unknown>): { tab?: string } & TokenSearch => ({ ...readTokenSearch(search), tab: text(search.tab) }),
    component: lazyRouteComponent(() => import('./applications/Application'), 'Application'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/apis',
    validateSearch: listed,
    component: lazyRouteComponent(() => import('./apis/APIs'), 'APIs'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/apis/new',
    component: lazyRouteComponent(() => import('./apis/NewAPI'), 'NewAPI'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/apis/$id',
    validateSearch: tabbed,
    component: lazyRouteComponent(() => import('./apis/API'), 'API'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users',
    validateSearch: listed,
    component: lazyRouteComponent(() => import('./users/Users'), 'Users'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users/new',
    component: lazyRouteComponent(() => import('./users/NewUser'), 'NewUser'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users/$id',
    validateSearch: tabbed,
    component: lazyRouteComponent(() => import('./users/User'), 'User'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/team',
    // open is the id of a user or an application whose roles are shown, by the tab;
    // find is whether somebody is looked for who is to have one.
    validateSearch: (search: Record<string, unknown>): { tab?: string; open?: string; find?: true } => ({ tab: text(search.tab), open: text(search.open), find: search.find === true || undefined }),
    component: lazyRouteComponent(() => import('./team/Team'), 'Team'),
    path: '/tokens',
    validateSearch: readTokenSearch,
    component: lazyRouteComponent(() => import('./tokens/Tokens'), 'Tokens'),
  }),
  // What is inspected has no address: a token that was pasted enters none.
  createRoute({
    getParentRoute: () => root,
    path: '/tokens/inspector',
    component: lazyRouteComponent(() => import('./tokens/Inspector'), 'Inspector'),
    path: '/audit',
    // after and before bound the time; open is the event in the side panel.
    validateSearch: (search: Record<string, unknown>): { actor?: string; action?: string; object?: string; after?: string; before?: string; open?: string } => ({
      actor: text(search.actor), action: text(search.action), object: text(search.object), after: time(search.after), before: time(search.before), open: text(search.open),
    }),
    component: lazyRouteComponent(() => import('./audit/Audit'), 'Audit'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    validateSearch: tabbed,
    component: lazyRouteComponent(() => import('./settings/Settings'), 'Settings'),
  }),
])

export const router = createRouter({ routeTree: tree, basepath: consolePath, scrollRestoration: true, defaultPreload: 'intent' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
