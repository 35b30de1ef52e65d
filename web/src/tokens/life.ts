import type { Grant, Moment, Token } from '../api/client'

// Tone is how a point of the line looks.
export type Tone = 'plain' | 'ended' | 'over' | 'coming'

// Point is one thing on a token's line. A sentence is made of it: words, who, then.
export interface Point {
  at: string
  tone: Tone
  words: string
  // who did it, in the form that histories have.
  who?: string
  then?: string
  reason?: string
  // worth is what was given, where something was.
  worth?: Grant['worth']
  // branches are tokens of the family that come off the line here.
  branches?: Token[]
  // folded is how many refreshes are not drawn.
  folded?: number
}

// said is how each thing that happens is told.
const said: Record<string, Pick<Point, 'words' | 'then'> & { tone?: Tone }> = {
  refreshed: { words: 'Exchanged for the next one by' },
  expired: { words: 'Expired', tone: 'over' },
  first_seen: { words: 'First seen by' },
  last_seen: { words: 'Last seen by' },
  'token.revoked': { words: 'Revoked by', tone: 'ended' },
  'grant.revoked': { words: 'Revoked with its whole family by', tone: 'ended' },
  'client.revoked': { words: 'All tokens of its application were revoked by', tone: 'ended' },
  'client.removed': { words: 'Its application was removed by', tone: 'ended' },
  'user.revoked': { words: 'All tokens of its person were revoked by', tone: 'ended' },
  'user.removed': { words: 'Its person was removed by', tone: 'ended' },
  'tenant.revoked': { words: 'All tokens of the tenant were revoked by', tone: 'ended' },
}

const whose: Record<string, string> = { 'client.edited': 'Its application', 'user.edited': 'Its person' }

function pointOf(moment: Moment): Point {
  const { at, what, by: who, reason, became } = moment
  const owner = whose[what]
  if (owner) {
    return became === 'active' ? { at, tone: 'plain', words: `${owner} was enabled by`, who } : { at, tone: 'ended', words: `${owner} was disabled by`, who }
  }
  const told = said[what]
  if (!told) return { at, tone: 'plain', words: who ? `${what}, by` : what, who, reason }
  return { at, tone: told.tone ?? 'plain', words: told.words, then: told.then, who, reason }
}

// issued says to whom a token was given.
const issued = (token: Token): Point =>
  token.kind === 'personal_access_token'
    ? { at: token.issued_at, tone: 'plain', words: 'Made by', who: `user:${token.user ?? ''}`, worth: token.audience }
    : { at: token.issued_at, tone: 'plain', words: 'Issued to', who: `client:${token.client}`, then: token.user ? 'for' : 'for itself', worth: token.audience }

// answers puts tokens together that were issued in the same answer, oldest first.
function answers(tokens: Token[]): Token[][] {
  const found = new Map<string, Token[]>()
  for (const token of tokens) found.set(token.issued_at, [...(found.get(token.issued_at) ?? []), token])
  return [...found.values()].sort((a, b) => time(a[0]!.issued_at) - time(b[0]!.issued_at))
}

const time = (at: string) => Date.parse(at)

// One request uses a refresh token and has others issued, a little before or after.
const oneRequest = 1000

// parentOf is the refresh token that was exchanged for what was issued at a time:
// the one used last by then.
function parentOf(at: string, all: Token[]): Token | undefined {
  return all
    .filter((token) => token.kind === 'refresh_token' && token.used_at && time(token.used_at) <= time(at) + oneRequest && time(token.issued_at) < time(at))
    .sort((a, b) => time(b.used_at!) - time(a.used_at!))[0]
}

function branch(group: Token[], of: Token, all: Token[]): Point {
  const at = group[0]!.issued_at
  const parent = parentOf(at, all)
  let words = 'Issued from the same authorization'
  if (at === of.issued_at) words = 'Issued in the same answer'
  else if (parent?.id === of.id) return { at: time(of.used_at!) > time(at) ? of.used_at! : at, tone: 'plain', words: 'It was exchanged for', branches: group }
  else if (parent) words = 'A refresh brought'
  else if (time(at) < time(of.issued_at)) words = 'Issued before it'
  return { at, tone: 'plain', words, branches: group }
}

// Of a long family these are drawn: the first, those next to the token, the last.
const drawnInFull = 6

function fold(groups: Token[][], of: Token, all: Token[]): Point[] {
  if (groups.length <= drawnInFull) return groups.map((group) => branch(group, of, all))
  const own = groups.findIndex((group) => time(group[0]!.issued_at) >= time(of.issued_at))
  const at = own < 0 ? groups.length - 1 : own
  const kept = new Set([0, at - 1, at, at + 1, groups.length - 1])
  const points: Point[] = []
  groups.forEach((group, i) => {
    if (kept.has(i)) return void points.push(branch(group, of, all))
    const last = points.at(-1)
    if (last?.folded) return void (points[points.length - 1] = folding(last.at, last.folded + 1))
    points.push(folding(group[0]!.issued_at, 1))
  })
  return points
}

const folding = (at: string, folded: number): Point => ({ at, tone: 'plain', words: folded === 1 ? '1 more refresh' : `${folded.toLocaleString()} more refreshes`, folded })

export interface Lived {
  token: Token
  // history is told oldest first, by the API.
  history: Moment[]
  // grant is the authorization it came from, if that is a person's.
  grant?: Grant
  // family is what else was issued from it; the token itself may be among them.
  family?: Token[]
  now: Date
}

// lifeOf draws a token's line: what happened to it, oldest first, with its family
// coming off where it was issued, and what is still to come.
export function lifeOf({ token, history, grant, family = [], now }: Lived): Point[] {
  const points: Point[] = []
  if (grant?.user) points.push({ at: grant.created_at, tone: 'plain', words: 'Allowed by', who: `user:${grant.user}`, worth: grant.worth })
  for (const moment of history) {
    if (moment.what === 'issued') points.push(issued(token))
    // It says again that the token was made.
    else if (moment.what !== 'personal-access-token.created') points.push(pointOf(moment))
  }
  const others = family.filter((other) => other.id !== token.id)
  points.push(...fold(answers(others), token, [...others, token]))
  // What comes last of the same moment was caused by what comes first.
  const order = new Map(points.map((point, i) => [point, i]))
  points.sort((a, b) => time(a.at) - time(b.at) || order.get(a)! - order.get(b)!)
  if (token.state !== 'revoked' && time(token.expires_at) > now.getTime()) {
    points.push({ at: token.expires_at, tone: 'coming', words: 'Ends' })
  }
  return points
}
