import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './frame/Frame'
import { Missing } from './frame/Missing'
import { consolePath, operators } from './place'

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

// A list says what names begin with, and what is open in the side panel; a page about
// one thing which tab is.
const listed = (search: Record<string, unknown>): { q?: string; open?: string } => ({ q: text(search.q), open: text(search.open) })
const tabbed = (search: Record<string, unknown>): { tab?: string } => ({ tab: text(search.tab) })

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
    validateSearch: tabbed,
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
])

export const router = createRouter({ routeTree: tree, basepath: consolePath, scrollRestoration: true, defaultPreload: 'intent' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
