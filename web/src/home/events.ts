import type { AuditEvent } from '../api/client'

// Audit events in words. Those that are not here are shown as they are called.
const words: Record<string, string> = {
  'client.created': 'Application registered', 'client.registered': 'Application registered itself', 'client.edited': 'Application changed',
  'client.removed': 'Application removed', 'client.revoked': 'Tokens of an application revoked',
  'client-secret.created': 'Secret of an application made', 'client-secret.removed': 'Secret of an application removed',
  'resource-server.created': 'API registered', 'resource-server.edited': 'API changed', 'resource-server.removed': 'API removed',
  'credential.created': 'Credential of an API made', 'credential.removed': 'Credential of an API removed',
  'user.created': 'Person added', 'user.edited': 'Person changed', 'user.removed': 'Person removed', 'user.revoked': 'Person signed out everywhere',
  'member.set': 'Roles changed', 'member.removed': 'Roles taken away', 'password.set': 'Password set', 'password-link.created': 'Password link made',
  'session.ended': 'Session ended', 'session.others_ended': 'All other sessions ended', 'logout-notice.given_up': 'An application could not be told that somebody signed out', 'setup_link.offered': 'Set-up link made',
  'application.disconnected': 'Application disconnected', 'token.revoked': 'Token revoked', 'grant.revoked': 'Authorization revoked',
  'personal-access-token.created': 'Personal access token made', 'initial-access-token.created': 'Initial access token made', 'initial-access-token.removed': 'Initial access token removed',
  'key.rotated': 'Signing key replaced', 'key.scheduled': 'Next signing key made', 'key.retired': 'Signing key retired', 'settings.edited': 'Settings changed',
  'tenant.created': 'Tenant created', 'tenant.edited': 'Tenant changed', 'tenant.revoked': 'All tokens revoked', 'tenant.deletion_begun': 'Tenant deleted',
}

export interface Told {
  what: string
  // named is what it was done to: by its name where the event has it, or by its id.
  named: string
  byName: boolean
  why: string
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})

// inWords says what an audit event tells.
export function inWords(event: Pick<AuditEvent, 'action' | 'object'> & { before?: unknown; after?: unknown }): Told {
  const after = record(event.after)
  const name = text(after.name) || text(record(event.before).name)
  const id = event.object.slice(event.object.indexOf(':') + 1)
  return { what: words[event.action] ?? event.action, named: name || id, byName: name !== '', why: text(after.reason) }
}
