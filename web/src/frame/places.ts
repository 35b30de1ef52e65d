import { IconApps, IconBuildingCommunity, IconHistory, IconHome, IconKey, IconServer, IconSettings, IconShieldHalf, IconUsers, type Icon } from '@tabler/icons-react'
import { operators } from '../place'

// places is everywhere one can go in the console, for the rail and for commands. A
// place without a permission is everybody's.
export const places: { path: string; label: string; icon: Icon; permission?: string }[] = [
  ...(operators ? [{ path: '/tenants', label: 'Tenants', icon: IconBuildingCommunity, permission: 'tenants:read' }] : []),
  { path: '/', label: 'Home', icon: IconHome },
  { path: '/applications', label: 'Applications', icon: IconApps, permission: 'clients:read' },
  { path: '/apis', label: 'APIs', icon: IconServer, permission: 'resource-servers:read' },
  { path: '/tokens', label: 'Tokens', icon: IconKey, permission: 'tokens:read' },
  { path: '/users', label: 'Users', icon: IconUsers, permission: 'users:read' },
  { path: '/team', label: 'Team', icon: IconShieldHalf, permission: 'members:read' },
  { path: '/audit', label: 'Audit log', icon: IconHistory, permission: 'audit-events:read' },
  { path: '/settings', label: 'Settings', icon: IconSettings, permission: 'settings:read' },
]

// actions are what can be begun from anywhere.
export const actions: { path: string; label: string; permission: string }[] = [
  ...(operators ? [{ path: '/tenants/new', label: 'Create a tenant', permission: 'tenants:write' }] : []),
  { path: '/applications/new', label: 'Register an application', permission: 'clients:write' },
  { path: '/apis/new', label: 'Register an API', permission: 'resource-servers:write' },
  { path: '/users/new', label: 'Add a user', permission: 'users:write' },
  { path: '/tokens/inspector', label: 'Inspect a token', permission: 'tokens:read' },
]
