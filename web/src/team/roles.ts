import type { Role, RoleRights } from '../api/client'

// What roles are called and what they let somebody do, in words. Which permissions
// each has comes from the API.
export const roleWords: Record<Role, { name: string; gives: string }> = {
  owner: { name: 'Owner', gives: 'Does everything here, and decides who else is an owner.' },
  admin: { name: 'Admin', gives: 'Does everything but make, change or remove owners.' },
  developer: { name: 'Developer', gives: 'Registers applications and APIs. Sees no users and no tokens.' },
  auditor: { name: 'Auditor', gives: 'Sees everything and changes nothing.' },
  token_operator: { name: 'Token operator', gives: 'Finds, explains and revokes tokens, and signs people out.' },
  operator: { name: 'Operator', gives: 'Runs the installation: its tenants, and everything here.' },
}

const inOrder = Object.keys(roleWords) as Role[]

// rolesInWords lists roles, the one that gives most first.
export const rolesInWords = (roles: Role[]) => inOrder.filter((role) => roles.includes(role)).map((role) => roleWords[role].name).join(', ')

// covers tells whether somebody with these permissions holds every right that the
// roles give: then they may give and take them.
export const covers = (held: string[], roles: Role[], list: RoleRights[]) =>
  roles.every((role) => list.find((rights) => rights.role === role)?.permissions.every((permission) => held.includes(permission)) ?? false)

// changeInWords says what a change of roles does, for the button that does it.
export function changeInWords(was: Role[], is: Role[]): string | undefined {
  const given = is.filter((role) => !was.includes(role))
  const taken = was.filter((role) => !is.includes(role))
  const named = (roles: Role[]) => `the role${roles.length > 1 ? 's' : ''} ${rolesInWords(roles)}`
  if (given.length && taken.length) return `Give ${named(given)} and take ${rolesInWords(taken)} away`
  if (given.length) return `Give ${named(given)}`
  return taken.length ? `Take ${named(taken)} away` : undefined
}

// Owners is who owns a tenant, as far as it is known: complete is whether these are
// all of them.
export interface Owners {
  people: string[]
  applications: string[]
  complete: boolean
}

// isLastOwner tells whether nobody is left to own the tenant without this one. What
// is not known is not said.
export function isLastOwner(id: string, { people, applications, complete }: Owners): boolean {
  const all = [...people, ...applications]
  return complete && all.length === 1 && all[0] === id
}

// rights are the permissions in words: what they are about, and what each lets
// somebody do with it.
export const rights: { about: string; may: [permission: string, does: string][] }[] = [
  { about: 'Tenants', may: [['tenants:read', 'see'], ['tenants:write', 'create, change, delete']] },
  { about: 'Applications, and what they hold', may: [['clients:read', 'see'], ['clients:write', 'register, change, remove']] },
  { about: 'APIs', may: [['resource-servers:read', 'see'], ['resource-servers:write', 'register, change, remove']] },
  { about: 'What APIs are told of other APIs’ tokens', may: [['visibility:write', 'decide']] },
  { about: 'Tokens', may: [['tokens:read', 'find, explain'], ['tokens:revoke', 'revoke']] },
  { about: 'What people let applications do', may: [['grants:read', 'see']] },
  { about: 'Users', may: [['users:read', 'see'], ['users:write', 'add, change, remove']] },
  { about: 'Team and roles', may: [['members:read', 'see'], ['members:write', 'give and take roles']] },
  { about: 'Owners', may: [['ownership:write', 'make, change, remove']] },
  { about: 'Audit log', may: [['audit-events:read', 'see']] },
  { about: 'Settings', may: [['settings:read', 'see'], ['settings:write', 'change']] },
  { about: 'Signing keys', may: [['keys:read', 'see'], ['keys:rotate', 'rotate']] },
]

// mayInWords says what somebody with these permissions may do with one of them.
export function mayInWords(may: [string, string][], held: string[]): string {
  const words = may.filter(([permission]) => held.includes(permission)).map(([, does]) => does).join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
