import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type User } from '../api/client'
import { self } from '../api/queries'
import { useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { counted } from '../parts/counted'
import { DangerZone, Drastic } from '../parts/Danger'
import { owners } from '../team/queries'
import { isLastOwner } from '../team/roles'
import { useEdit } from './edit'
import { reach } from './queries'
import { SignOut } from './SignOut'

// Danger is what cannot be taken back, or locks somebody out. Each says what it will
// do before its button works.
export function Danger({ of, reaches }: { of: User; reaches: boolean }) {
  const [asked, setAsked] = useState<'out' | 'toggle' | 'remove'>()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const revokes = useMay('tokens:revoke')
  const writes = useMay('users:write') && reaches
  const you = useQuery(self).data?.user?.id === of.id
  const ends = useQuery({ ...reach(of.id), enabled: useMay('tokens:read') && (revokes || writes) }).data
  const known = useQuery({ ...owners, enabled: writes && of.roles.includes('owner') }).data
  const last = known !== undefined && isLastOwner(of.id, known)
  const disabled = of.status === 'disabled'
  const edit = useEdit(of, disabled ? 'The user can sign in again.' : 'The user is disabled.')
  const close = () => setAsked(undefined)
  const none = ends !== undefined && ends.sessions.count + ends.tokens.count === 0
  const has = ends && !none ? ` (${counted(ends.sessions, 'session')}, ${counted(ends.tokens, 'live token')})` : ''
  const yours = you ? ' This is you: you are locked out of this console, too.' : ''
  const remove = async () => {
    await ask(api.DELETE('/users/{id}', { params: { path: { id: of.id } } }))
    await navigate({ to: '/users' })
    await Promise.all(['users', 'members', 'tokens'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })))
    notifications.show({ message: 'The user is removed.' })
  }
  if (!revokes && !writes) return null
  const kept = 'They are the last owner, and a tenant always keeps one: make somebody else an owner first.'
  return (
    <>
      <DangerZone>
        {revokes && <Drastic title="Sign them out everywhere" what={none ? 'They are signed in nowhere, and no live token speaks for them.' : `Ends their sessions and revokes all their tokens${has}. They can sign in again.`} button="Sign out everywhere" onClick={() => setAsked('out')} />}
        {writes && !disabled && <Drastic title="Disable them" what={last ? kept : `They cannot sign in, their sessions end, and tokens that speak for them are inactive until they are enabled${has}.`} button="Disable the user" disabled={last} onClick={() => setAsked('toggle')} />}
        {writes && disabled && <Drastic title="Enable them" what="They can sign in again, and tokens that speak for them and have not expired are good again." button="Enable the user" onClick={() => setAsked('toggle')} />}
        {writes && <Drastic title="Remove them" what={last ? kept : `What they allowed applications goes with them, and their tokens are worth nothing for good${has}.`} button="Remove the user" disabled={last} onClick={() => setAsked('remove')} />}
      </DangerZone>
      {asked === 'out' && <SignOut of={of} ends={ends} you={you} onClose={close} />}
      {asked === 'toggle' && !disabled && <Confirm title="Disable the user" effect={`They are signed out and cannot sign in, and tokens that speak for them are inactive${has}. You can enable them again.${yours}`} verb="Disable the user" act={() => edit.mutateAsync({ status: 'disabled' })} onClose={close} />}
      {asked === 'toggle' && disabled && <Confirm title="Enable the user" effect="They can sign in again at once. Tokens that speak for them and have not expired are good again." verb="Enable the user" act={() => edit.mutateAsync({ status: 'active' })} onClose={close} />}
      {asked === 'remove' && <Confirm title="Remove the user" effect={`This cannot be taken back. Their sessions and tokens${has}, and all that they allowed applications, are gone. The username is free for somebody else.${yours}`} verb="Remove the user" typed={of.username} act={remove} onClose={close} />}
    </>
  )
}
