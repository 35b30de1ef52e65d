import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Token } from '../api/client'
import { self } from '../api/queries'
import { Can } from '../parts/Can'
import { Name, shortened } from '../parts/Name'
import { RevokeAll, type Many } from './RevokeAll'
import { RevokeOne } from './RevokeOne'

// RevokeButtons is the ways to take a token back: it alone, or more with it.
export function RevokeButtons({ of, onRevoked }: { of: Token; onRevoked?: () => void }) {
  const [one, setOne] = useState(false)
  const [many, setMany] = useState<Many>()
  const over = of.state === 'revoked' || of.state === 'expired'
  const me = useQuery(self).data?.user?.id
  const wider = manyOf(of, me)
  return (
    <Can permission="tokens:revoke">
      <Stack gap="sm">
        {!over && <Group><Button color="red.9" onClick={() => setOne(true)}>Revoke this token</Button></Group>}
        <Group gap="xs" role="group" aria-label="Revoke more">
          {wider.map(({ label, ...asked }) => <Button key={label} size="compact-sm" h={32} maw="100%" variant="default" onClick={() => setMany(asked)} style={{ color: 'var(--wrong)' }}><Name>{label}</Name></Button>)}
        </Group>
        {wider.length > 0 && <Text size="xs" c="dimmed">Each says how far it reaches before it does anything.</Text>}
      </Stack>
      {one && <RevokeOne of={of} onRevoked={onRevoked} onClose={() => setOne(false)} />}
      {many && <RevokeAll {...many} onRevoked={onRevoked} onClose={() => setMany(undefined)} />}
    </Can>
  )
}

// manyOf is what a token has in common with others.
function manyOf(of: Token, me?: string): (Many & { label: string })[] {
  const personal = of.kind === 'personal_access_token'
  const name = of.username ?? of.user ?? ''
  const found: (Many & { label: string })[] = []
  if (!personal && !of.grant_revoked) found.push(ofGrant(of.grant, of.client, of.user ? name : undefined))
  if (of.user) found.push(ofPerson(of.user, name, of.user === me))
  if (!personal) found.push(ofClient(of.client))
  return found
}

export const ofGrant = (id: string, client: string, name?: string) => ({
  label: name ? 'Revoke its family' : 'Revoke all it got for itself',
  target: { grant: id }, typed: client, title: name ? 'Revoke its family' : 'Revoke what the application got for itself',
  after: name ? `What ${shortened(name)} allowed ${client} this time is over: all tokens that came of it, and no new ones from them. They sign in again to go on.` : `All that ${client} got for itself so far. It can get new tokens at once: disable it if it should not.`,
})

const ofPerson = (id: string, name: string, mine: boolean) => ({
  label: `Revoke all of ${shortened(name)}’s tokens`,
  target: { user: id }, typed: name, title: `Revoke all of ${shortened(name)}’s tokens`,
  after: mine
    ? 'Of every application, and those you made by hand. You are signed out everywhere too, here first of all, and sign in again to go on.'
    : 'Of every application, and those they made by hand. They are signed out everywhere too, and can sign in again: disable them if they should not.',
})

export const ofClient = (id: string) => ({
  label: `Revoke all of ${id}’s tokens`,
  target: { client: id }, typed: id, title: `Revoke all of ${id}’s tokens`,
  after: 'For every person, and for itself. The application stays active and can get new ones: disable it as well if it should not.',
})
