import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type ResourceServer } from '../api/client'
import { liveTokens } from '../api/queries'
import { useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { counted } from '../parts/counted'
import { DangerZone, Drastic } from '../parts/Danger'
import { useEdit } from './edit'

// Danger is what stops an API, for a while or for good. Each says what it will do
// before its button works.
export function Danger({ of }: { of: ResourceServer }) {
  const [asked, setAsked] = useState<'toggle' | 'remove'>()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const live = useQuery({ ...liveTokens({ resource_server: of.id }), enabled: useMay('tokens:read') })
  const on = of.status === 'active'
  const edit = useEdit(of, on ? 'The API is disabled.' : 'The API is active again.')
  const its = live.data ? `There ${live.data.count === 1 && !live.data.more ? 'is' : 'are'} ${counted(live.data, 'live token')} for it.` : ''
  const close = () => setAsked(undefined)
  const remove = async () => {
    await ask(api.DELETE('/resource-servers/{id}', { params: { path: { id: of.id } } }))
    await navigate({ to: '/apis' })
    await queries.invalidateQueries({ queryKey: ['resource-servers'] })
  }
  const toggle = () => edit.mutateAsync({ status: on ? 'disabled' : 'active' })
  const jwt = of.token_format === 'jwt' ? ' JWTs that it checks without asking go on until they end.' : ''
  const off = 'It is told nothing any more, and no token is issued for it. Tokens for it alone are inactive for everybody; those for others too lose its part.'
  const gone = 'Its credentials, its policy and what applications may do there are gone, and tokens issued for it are worth nothing there for good, also if its identifier is registered again.'

  return (
    <>
      <DangerZone>
        {on
          ? <Drastic title="Disable it" what={`${its} ${off} All of it comes back when you enable it.`} button="Disable the API" onClick={() => setAsked('toggle')} />
          : <Drastic title="Let it work again" what="It may ask again, and tokens for it that have not ended are good again." button="Enable the API" onClick={() => setAsked('toggle')} />}
        <Drastic title="Remove it" what={`${its} ${gone}`} button="Remove the API" onClick={() => setAsked('remove')} />
      </DangerZone>
      {asked === 'toggle' && on && <Confirm title="Disable the API" effect={`${its} ${off}${jwt} You can enable it again.`} verb="Disable the API" act={toggle} onClose={close} />}
      {asked === 'toggle' && !on && <Confirm title="Enable the API" effect="It works again at once, with the tokens for it that have not ended." verb="Enable the API" act={toggle} onClose={close} />}
      {asked === 'remove' && <Confirm title="Remove the API" effect={`This cannot be taken back. ${its} ${gone}${jwt}`} verb="Remove the API" typed={of.identifiers[0]} act={remove} onClose={close} />}
    </>
  )
}
