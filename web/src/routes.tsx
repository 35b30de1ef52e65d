import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './frame/Frame'
import { Missing } from './frame/Missing'
import { Home } from './home/Home'
import { consolePath } from './place'

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

const root = createRootRoute({ component: Frame, notFoundComponent: Missing })

const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: Home }),
  createRoute({
    getParentRoute: () => root,
    path: '/applications',
    // q is what names begin with, open the application in the side panel.
    validateSearch: (search: Record<string, unknown>): { q?: string; open?: string } => ({ q: text(search.q), open: text(search.open) }),
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
    validateSearch: (search: Record<string, unknown>): { tab?: string } => ({ tab: text(search.tab) }),
    component: lazyRouteComponent(() => import('./applications/Application'), 'Application'),
  }),
])

export const router = createRouter({ routeTree: tree, basepath: consolePath, scrollRestoration: true, defaultPreload: 'intent' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
