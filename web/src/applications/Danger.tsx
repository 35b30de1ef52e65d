import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type Client } from '../api/client'
import { Can, useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { DangerZone, Drastic } from '../parts/Danger'
import { reach } from '../tokens/queries'
import { RevokeAll } from '../tokens/RevokeAll'
import { ofClient } from '../tokens/RevokeButtons'
import { liveIn } from '../tokens/words'
import { useEdit } from './edit'

// Danger is what cannot be taken back, or stops something that runs. Each says what
// it will do before its button works.
export function Danger({ of }: { of: Client }) {
  const [asked, setAsked] = useState<'revoke' | 'disable' | 'remove'>()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const reads = useMay('tokens:read')
  const may = [useMay('tokens:revoke'), useMay('clients:write')]
  const live = useQuery({ ...reach({ client: of.client_id }), enabled: reads })
  const edit = useEdit(of, of.status === 'active' ? 'The application is disabled.' : 'The application is active again.')
  const count = live.data ? liveIn(live.data) : 'all its tokens'
  const none = live.data?.covers.tokens === 0
  const has = none ? '' : ` (${count})`
  const close = () => setAsked(undefined)
  const remove = async () => {
    await ask(api.DELETE('/clients/{client_id}', { params: { path: { client_id: of.client_id } } }))
    await navigate({ to: '/applications' })
    await queries.invalidateQueries({ queryKey: ['clients'] })
  }
  const toggle = () => edit.mutateAsync({ status: of.status === 'active' ? 'disabled' : 'active', version: of.version })

  if (!may.includes(true)) return null
  return (
    <>
      <DangerZone>
        <Can permission="tokens:revoke">
          <Drastic title="Take its tokens back" what={none ? 'It has no live tokens.' : `Ends ${count} at once, everywhere. The application can get new ones.`} button={none ? 'Revoke its tokens' : `Revoke ${count}`} disabled={none} onClick={() => setAsked('revoke')} />
        </Can>
        <Can permission="clients:write">
          {of.status === 'active'
            ? <Drastic title="Disable it" what={`It gets no tokens until it is active again, and what it has${has} is inactive.`} button="Disable the application" onClick={() => setAsked('disable')} />
            : <Drastic title="Let it work again" what="It gets tokens again, and those it had that have not expired are good again." button="Enable the application" onClick={() => setAsked('disable')} />}
          <Drastic title="Remove it" what={`Its secrets and what people let it do go with it, and what it has${has} is worth nothing for good.`} button="Remove the application" onClick={() => setAsked('remove')} />
        </Can>
      </DangerZone>
      {asked === 'revoke' && <RevokeAll {...ofClient(of.client_id)} onClose={close} />}
      {asked === 'disable' && of.status === 'active' && <Confirm title="Disable the application" effect={`It stops working at once: it gets no tokens, and what it has${has} is inactive. You can enable it again.`} verb="Disable the application" act={toggle} onClose={close} />}
      {asked === 'disable' && of.status !== 'active' && <Confirm title="Enable the application" effect="It works again at once, with the tokens it had that have not expired." verb="Enable the application" act={toggle} onClose={close} />}
      {asked === 'remove' && <Confirm title="Remove the application" effect={`This cannot be taken back. Its secrets, its tokens${has} and everything people let it do are gone.`} verb="Remove the application" typed={of.client_id} act={remove} onClose={close} />}
    </>
  )
}
