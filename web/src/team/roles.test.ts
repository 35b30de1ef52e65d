import { expect, test } from 'vitest'
import roleSource from '../../../domain/role.go?raw'
import type { RoleRights } from '../api/client'
import { changeInWords, covers, isLastOwner, mayInWords, rights, rolesInWords } from './roles'

const list: RoleRights[] = [
  { role: 'owner', permissions: ['users:read', 'users:write', 'ownership:write'] },
  { role: 'admin', permissions: ['users:read', 'users:write'] },
  { role: 'auditor', permissions: ['users:read'] },
]

test('a role is given by those who hold all that it gives', () => {
  const admin = ['users:read', 'users:write', 'members:write']
  expect([covers(admin, ['admin', 'auditor'], list), covers(admin, ['owner'], list), covers(admin, ['auditor', 'owner'], list), covers([], [], list)]).toEqual([true, false, false, true])
  expect(covers(admin, ['operator'], list), 'a role that is not known').toBe(false)
})

test.each([
  [['auditor'], ['admin', 'auditor'], 'Give the role Admin'],
  [[], ['auditor', 'developer'], 'Give the roles Developer, Auditor'],
  [['admin', 'auditor'], ['auditor'], 'Take the role Admin away'],
  [['admin'], ['token_operator'], 'Give the role Token operator and take Admin away'],
  [['admin', 'auditor'], ['auditor', 'admin'], undefined],
] as const)('from %s to %s: %s', (was, is, said) => expect(changeInWords([...was], [...is])).toBe(said))

test('roles are listed with the greatest first', () => expect(rolesInWords(['auditor', 'owner'])).toBe('Owner, Auditor'))

test('the last owner is known only where all owners are', () => {
  expect(isLastOwner('a', { people: ['a'], applications: [], complete: true })).toBe(true)
  expect(isLastOwner('a', { people: ['a', 'b'], applications: [], complete: true })).toBe(false)
  expect(isLastOwner('a', { people: ['a'], applications: ['shop'], complete: true })).toBe(false)
  expect(isLastOwner('a', { people: ['a'], applications: [], complete: false })).toBe(false)
})

test('every permission that the server knows is said in words', () => {
  const known = [...roleSource.matchAll(/"([a-z-]+:[a-z-]+)"/g)].map((found) => found[1])
  expect(known.length).toBeGreaterThan(15)
  // Everybody may ask who they are, and nobody's role sets up an installation.
  const said = ['self:read', 'installation:set-up', ...rights.flatMap(({ may }) => may.map(([permission]) => permission))]
  expect([...said].sort()).toEqual([...new Set(known)].sort())
})

test('what may be done is said as far as it may', () => {
  const may: [string, string][] = [['keys:read', 'see'], ['keys:rotate', 'rotate']]
  expect([mayInWords(may, ['keys:read']), mayInWords(may, ['keys:rotate', 'keys:read']), mayInWords(may, [])]).toEqual(['See', 'See, rotate', ''])
})
