import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type Tenant } from '../api/client'
import { Confirm } from '../parts/Confirm'
import { counted } from '../parts/counted'
import { DangerZone, Drastic } from '../parts/Danger'
import { useEdit } from './edit'
import { usage } from './queries'

// Danger is what stops a tenant, or destroys it. Each says what it will do before its
// button works.
export function Danger({ of }: { of: Tenant }) {
  const [asked, setAsked] = useState<'suspend' | 'delete'>()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const active = of.status === 'active'
  const edit = useEdit(of, active ? 'The tenant is suspended.' : 'The tenant is active again.')
  const held = useQuery(usage(of.slug)).data
  const close = () => setAsked(undefined)
  if (of.slug === 'system') return <Text size="sm" c="dimmed">This is the tenant of the operators. It can be neither suspended nor deleted.</Text>
  const toggle = () => edit.mutateAsync({ status: active ? 'suspended' : 'active' })
  const remove = async () => {
    await ask(api.DELETE('/tenants/{slug}', { params: { path: { slug: of.slug } } }))
    await navigate({ to: '/tenants' })
    await queries.invalidateQueries({ queryKey: ['tenants'] })
    notifications.show({ message: `Tenant ${of.slug} is deleted.` })
  }
  const destroyed = held && [counted(held.tokens, 'active token'), counted(held.clients, 'application'), counted(held.resource_servers, 'API'), counted(held.users, 'person').replace(/persons$/, 'people')]
  return (
    <>
      <DangerZone>
        {active
          ? <Drastic title="Suspend it" what="All its addresses stop answering at once: nobody signs in, no application gets a token, no API is told anything. Nothing is lost." button="Suspend the tenant" onClick={() => setAsked('suspend')} />
          : <Drastic title="Let it work again" what="Its addresses answer again at once, and what it issued that has not expired is good again." button="Restore the tenant" onClick={() => setAsked('suspend')} />}
        <Drastic title="Delete it" what={`Its keys are destroyed, which kills everything it ever issued.${destroyed ? ` With it go ${destroyed.join(', ')}.` : ''} It cannot be taken back.`} button="Delete the tenant" onClick={() => setAsked('delete')} />
      </DangerZone>
      {asked === 'suspend' && active && (
        <Confirm
          title="Suspend the tenant" verb="Suspend the tenant" act={toggle} onClose={close}
          effect={<>From this moment on everything at <b className="mono whole">/t/{of.slug}</b> answers as if it did not exist: signing in, tokens, introspection, the management API and the console, for everybody. APIs that ask about {held ? counted(held.tokens, 'active token') : 'its tokens'} get no answer, and refuse their callers. You can restore it.</>}
        />
      )}
      {asked === 'suspend' && !active && <Confirm title="Restore the tenant" effect="It works again at once, with all that it had." verb="Restore the tenant" act={toggle} onClose={close} />}
      {asked === 'delete' && (
        <Confirm
          title="Delete the tenant" verb="Delete the tenant" typed={of.slug} act={remove} onClose={close}
          effect={<>This cannot be taken back. Its keys are destroyed at once, which kills everything it ever issued. Gone are {destroyed ? destroyed.join(', ') : 'its tokens, applications, APIs and people'}, its settings and its audit log. Its short name stays taken while a token of it could have lived.</>}
        />
      )}
    </>
  )
}
