import createClient from 'openapi-fetch'
import { home } from '../place'
import { Problem, readProblem, unreachable } from './problem'
import type { components, paths } from './schema'
import { sessionEnded } from './session'

type Schemas = components['schemas']
export type Allowed = Schemas['Allowed']
export type AuditEvent = Schemas['AuditEvent']
export type Client = Schemas['Client']
export type ClientDraft = Schemas['ClientDraft']
export type ClientEdit = Schemas['ClientEdit']
export type Connected = Schemas['ConnectedApplication']
export type Count = Schemas['Count']
export type Counted = Schemas['Counted']
export type Coverage = Schemas['Coverage']
export type Grant = Schemas['Grant']
export type Granularity = Schemas['Granularity']
export type InitialToken = Schemas['InitialAccessToken']
export type Inspection = Schemas['Inspection']
export type InvitedOwner = Schemas['InvitedOwner']
export type Key = Schemas['Key']
export type Member = Schemas['Member']
export type Moment = Schemas['Moment']
export type NewClient = Schemas['NewClient']
export type NewPasswordLink = Schemas['NewPasswordLink']
export type NewSecret = Schemas['NewSecret']
export type Preview = Schemas['Preview']
export type Pulse = Schemas['Pulse']
export type Release = Schemas['Release']
export type ResourceServer = Schemas['ResourceServer']
export type ResourceServerEdit = Schemas['ResourceServerEdit']
export type RevocationPreview = Schemas['RevocationPreview']
export type RevocationTarget = Schemas['RevocationTarget']
export type Role = Schemas['Role']
export type RoleRights = Schemas['RoleRights']
export type Scope = Schemas['Scope']
export type Secret = Schemas['Secret']
export type Self = Schemas['Self']
export type Session = Schemas['Session']
export type SetUp = Schemas['SetUp']
export type Settings = Schemas['Settings']
export type SettingsEdit = Schemas['SettingsEdit']
export type Tenant = Schemas['Tenant']
export type TenantEdit = Schemas['TenantEdit']
export type Token = Schemas['Token']
export type TokenSample = Schemas['TokenSample']
export type Told = Schemas['Told']
export type User = Schemas['User']
export type UserEdit = Schemas['UserEdit']
export type Verdict = Schemas['Verdict']

// api is the management API of the tenant. The browser adds the cookie by itself.
export const api = createClient<paths>({ baseUrl: new URL(`${home}/api/v1`, window.location.origin).href, credentials: 'same-origin' })

interface Answered<T> {
  data?: T
  error?: unknown
  response: Response
}

// ask gives what a call is answered with, or throws a Problem. That a session has
// ended is noticed here, once for all calls.
export async function ask<T>(call: Promise<Answered<T>>): Promise<T> {
  const answer = await call.catch(() => {
    throw unreachable()
  })
  if (answer.response.ok) return answer.data as T
  const problem = readProblem(answer.response.status, answer.error)
  if (problem.signedOut) sessionEnded()
  throw problem
}

// worthAsking tells which problems may pass by themselves.
export const worthAsking = (failures: number, thrown: unknown) =>
  failures < 2 && thrown instanceof Problem && (thrown.status === 0 || thrown.status === 503)
