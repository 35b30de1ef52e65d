// What audit events say, in the words of the console. What is not known here is shown
// as it is: a newer server may record more.

const nouns: Record<string, string> = {
  'client': 'Application', 'client-secret': 'Secret of an application', 'resource-server': 'API', 'credential': 'Credential of an API',
  'user': 'Person', 'token': 'Token', 'grant': 'Authorization', 'key': 'Signing key', 'member': 'Roles', 'tenant': 'Tenant', 'settings': 'Settings',
  'initial-access-token': 'Initial access token', 'personal-access-token': 'Personal access token', 'password': 'Password', 'password-link': 'Password link',
  'session': 'Session',
}

const verbs: Record<string, string> = {
  created: 'made', edited: 'changed', removed: 'removed', revoked: 'revoked', retired: 'retired', set: 'set',
  ended: 'ended', deleted: 'deleted', given: 'given', signed_in: 'signed in', signed_out: 'signed out', rehashed: 'stored anew', registered: 'registered itself',
  deletion_begun: 'about to be deleted',
}

// whole has those that are said otherwise: a thing that was "revoked" is still there, and
// its tokens are not.
const whole: Record<string, string> = {
  'client.created': 'Application registered', 'resource-server.created': 'API registered', 'user.created': 'Person added', 'session.others_ended': 'All other sessions ended',
  'client.revoked': 'All tokens of an application revoked', 'user.revoked': 'All tokens of a person revoked', 'tenant.revoked': 'All tokens of the tenant revoked',
  'member.set': 'Roles changed', 'member.removed': 'Roles taken away', 'application.disconnected': 'Application disconnected',
  'key.rotated': 'Signing key replaced', 'key.scheduled': 'Next signing key made', 'tenant.created': 'Tenant created',
  'logout-notice.given_up': 'An application could not be told of a sign-out', 'setup_link.offered': 'Set-up link made',
}

// actions are those that can be looked for.
export const actions = [
  'client.created', 'client.edited', 'client.removed', 'client.registered', 'client.revoked', 'client-secret.created', 'client-secret.removed',
  'resource-server.created', 'resource-server.edited', 'resource-server.removed', 'credential.created', 'credential.removed',
  'user.created', 'user.edited', 'user.removed', 'user.revoked', 'user.signed_in', 'user.signed_out', 'session.ended', 'session.others_ended', 'password.set', 'password.rehashed', 'password-link.created',
  'application.disconnected', 'member.set', 'member.removed',
  'token.revoked', 'grant.given', 'grant.revoked', 'personal-access-token.created', 'initial-access-token.created', 'initial-access-token.removed',
  'settings.edited', 'key.rotated', 'key.scheduled', 'key.retired', 'logout-notice.given_up',
  'tenant.created', 'tenant.edited', 'tenant.revoked', 'tenant.deletion_begun', 'tenant.deleted',
]

// said gives an action in words.
export function said(action: string): string {
  const [noun = '', verb = ''] = action.split('.')
  return whole[action] ?? (nouns[noun] && verbs[verb] ? `${nouns[noun]} ${verbs[verb]}` : action)
}

// Party is who acted or what was acted upon: its kind in words, its id, and where its
// page is, for those who may read that.
export interface Party {
  kind: string
  id: string
  page?: { to: string; params?: Record<string, string>; search?: Record<string, string>; permission: string }
}

// party reads the "kind:id" of audit events.
export function party(text: string): Party {
  const colon = text.indexOf(':')
  const [kind, id] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  switch (kind) {
    case 'client': return { kind: 'Application', id, page: { to: '/applications/$id', params: { id }, permission: 'clients:read' } }
    case 'resource-server': case 'resource_server': return { kind: 'API', id, page: { to: '/apis/$id', params: { id }, permission: 'resource-servers:read' } }
    case 'user': return { kind: 'Person', id, page: { to: '/users/$id', params: { id }, permission: 'users:read' } }
    case 'token': return { kind: 'Token', id, page: { to: '/tokens', search: { open: id }, permission: 'tokens:read' } }
    case 'key': return { kind: 'Signing key', id, page: { to: '/settings', search: { tab: 'keys' }, permission: 'keys:read' } }
    case 'initial-access-token': case 'initial_access_token':
      return { kind: 'Initial access token', id, page: { to: '/settings', search: { tab: 'registration' }, permission: 'clients:read' } }
    case 'grant': return { kind: 'Authorization', id }
    case 'tenant': return { kind: 'Tenant', id }
    case 'operator': return { kind: 'Operator', id }
    case 'system': return { kind: 'Jeton itself', id }
    default: return { kind, id }
  }
}

// complete tells whether a filter for an actor or an object can be asked for already:
// half a name finds nothing.
export const complete = (text: string) => /^[a-z_-]+:.+$/.test(text)
