import { expect, test } from 'vitest'
import type { ResourceServer, Verdict } from '../api/client'
import { answersEdit, heldOf, profiles, wrongSeconds, wrongStore } from './answers'
import { because, differences, listed } from './differences'
import { draftOf, editOf } from './policy'
import { words, wrongScopes } from './scopes'
import { seeing } from './seeing'
import { asking } from './snippets'

const answer = { active: true, iss: 'https://id.example/t/acme', aud: ['https://orders.example'], sub: 'alice', username: 'alice', client_id: 'shop', scope: 'orders:read', exp: 3, iat: 1, nbf: 1, jti: 'j', token_type: 'Bearer' }
const told = (name: string, of: Partial<NonNullable<Verdict['told']>> = {}): Verdict => ({
  resource_server: name, identifier: `https://${name}.example`, name, active: true, reason: 'active', explanation: `${name}: active. It is told sub.`, told: { ...answer, ...of },
})
const untold = (name: string, reason: Verdict['reason']): Verdict => ({
  resource_server: name, identifier: `https://${name}.example`, name, active: false, reason, explanation: `${name}: inactive, because the token was not issued for it.`,
})

test('what becomes of each answer is said, the worst first', () => {
  const found = differences({
    now: [told('same'), told('less'), untold('more', 'not_issued_for_caller'), told('other'), told('worst'), untold('still', 'hidden_by_policy')],
    then: [told('same'), told('less', { username: undefined, client_id: undefined }), told('more'), told('other', { sub: 'x', scope: '', aud: ['https://orders.example', 'https://v2.example'] }), untold('worst', 'hidden_by_policy'), untold('still', 'not_issued_for_caller')],
  })
  expect(found.map((d) => [d.now.name, ...d.words])).toEqual([
    ['worst', 'Becomes inactive'],
    ['less', 'No longer told username and client_id'],
    ['more', 'Becomes active'],
    ['other', 'Told another sub, scope and aud'],
    ['still', 'Inactive for another reason'],
    ['same'],
  ])
  expect(found[1]!.members.map(({ label, how }) => [label, how])).toEqual([['sub', 'same'], ['username', 'gone'], ['client_id', 'gone'], ['scope', 'same'], ['aud', 'same']])
  expect(found[2]!.members.every(({ how }) => how === 'new')).toBe(true)
  expect(found[4]!.members).toEqual([])
})

test('an answer that says one thing less and another anew says both', () => {
  const [one] = differences({ now: [told('a', { username: undefined })], then: [told('a', { sub: undefined })] })
  expect(one?.words).toEqual(['No longer told sub', 'Newly told username'])
})

test('words are joined as they are spoken', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c'])
})

test('the reason stands without the name, whatever that is', () => {
  expect(because(untold('orders', 'not_issued_for_caller'))).toBe('Inactive, because the token was not issued for it.')
  expect(because({ ...untold('x', 'revoked'), name: 'a: b', explanation: 'a: b: inactive, because it was revoked.' })).toBe('Inactive, because it was revoked.')
})

const orders = { identifiers: ['https://orders.example', 'https://orders.example/v2'] }
const seer = (of: Partial<ResourceServer>) => ({ sees: [], hides: [], status: 'active', ...of }) as Pick<ResourceServer, 'sees' | 'hides' | 'status'>

test('who else sees tokens is said with the reason', () => {
  expect(seeing(seer({ sees: ['https://billing.example', 'https://orders.example/v2'] }), orders)).toEqual({ because: 'its policy names this API', audiences: ['https://orders.example/v2'], except: [], off: false })
  const gateway = seeing(seer({ sees: ['*', 'https://orders.example'], hides: ['probe'], status: 'disabled' }), orders)
  expect([gateway.because, gateway.audiences, gateway.except, gateway.off]).toEqual(['it is a gateway: its policy lets it see the tokens of every API', [], ['probe'], true])
})

test('scopes are typed with anything between', () => {
  expect(words(' orders:read,  orders:write\n')).toEqual(['orders:read', 'orders:write'])
  expect([wrongScopes(['a', 'b']), wrongScopes(['a', 'a']), wrongScopes(['a b'])].map((wrong) => wrong?.slice(0, 7))).toEqual([undefined, 'A scope', 'A scope'])
})

test('lines to paste have the credential and the address in them', () => {
  const all = asking('orders-api', 'https://id.example/t/acme')
  expect(all.map((snippet) => snippet.id)).toEqual(['curl', 'go', 'node', 'nginx'])
  for (const { files } of all) expect(files.map(({ code }) => code).join()).toMatch(/https:\/\/id\.example\/t\/acme\/oauth2\/introspect/)
  for (const { files } of all) expect(files.map(({ code }) => code).join()).toContain('orders-api')
})

test('an edit of a policy is what is different, and no more', () => {
  const of = { release: { claims: ['client_id' as const, 'sub' as const], subject: 'public' as const }, sees: ['*', 'https://orders.example'], hides: ['probe'] }
  const draft = draftOf(of)
  expect([draft.sight, draft.sees]).toEqual(['all', ['https://orders.example']])
  expect(editOf(of, draft)).toEqual({})
  expect(editOf(of, { ...draft, claims: ['sub', 'client_id'] })).toEqual({})
  expect(editOf(of, { ...draft, claims: [] })).toEqual({ release: { claims: [], subject: 'public' } })
  expect(editOf(of, { ...draft, subject: 'pairwise' })).toEqual({ release: { claims: ['sub', 'client_id'], subject: 'pairwise' } })
  expect(editOf(of, { ...draft, sight: 'some' })).toEqual({ sees: ['https://orders.example'] })
  expect(editOf(of, { ...draft, sight: 'own', hides: [] })).toEqual({ sees: [], hides: [] })
})

test('an edit of the answers is what is different, and shows refresh tokens only where they are told apart', () => {
  const of = { answer_profile: 'asgardeo' as const, user_store: 'PRIMARY', sees_refresh_tokens: true, cache_seconds: 0 }
  const draft = heldOf(of)
  expect(answersEdit(of, draft)).toEqual({})
  expect(answersEdit(of, { ...draft, store: 'STAFF', seconds: 30 })).toEqual({ user_store: 'STAFF', cache_seconds: 30 })
  expect(answersEdit(of, { ...draft, profile: 'standard' })).toEqual({ answer_profile: 'standard' })
  expect(answersEdit(of, { ...draft, profile: 'bankid' })).toEqual({ answer_profile: 'bankid', sees_refresh_tokens: false })
  expect(answersEdit(of, { ...draft, refresh: false })).toEqual({ sees_refresh_tokens: false })
  expect(Object.entries(profiles).filter(([, { kinds }]) => kinds).map(([profile]) => profile)).toEqual(['standard', 'asgardeo'])
})

test('what cannot be said about answers is told beside it', () => {
  expect([0, 300].map(wrongSeconds)).toEqual([undefined, undefined])
  expect([-1, 301, 1.5, NaN].map((seconds) => wrongSeconds(seconds)?.slice(0, 7))).toEqual(Array(4).fill('It is a'))
  expect(['PRIMARY', 'a_b-c.9'].map(wrongStore)).toEqual([undefined, undefined])
  expect(['', 'a/b', 'a@b', 'ä', 'a'.repeat(65)].map((store) => wrongStore(store)?.slice(0, 7))).toEqual(Array(5).fill('A label'))
})
