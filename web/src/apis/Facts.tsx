import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ResourceServer } from '../api/client'
import { settings } from '../api/queries'
import { useMay } from '../parts/Can'
import { Copy } from '../parts/Copy'
import { WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { lasting } from '../parts/time'
import { Time } from '../parts/Time'
import { profiles } from './answers'
import { formats } from './formats'

// Facts are what there is to know about an API at a glance.
export const Facts = ({ of }: { of: ResourceServer }) => (
  <dl className="facts">
    <dt>Name</dt><dd><WholeName>{of.name}</WholeName></dd>
    <dt>{of.identifiers.length > 1 ? 'Identifiers' : 'Identifier'} (audience)</dt>
    <dd>{of.identifiers.map((identifier, i) => <Group gap="xs" key={identifier}><WholeName mono>{identifier}</WholeName><Copy text={identifier} of={i === 0 ? 'the identifier' : `identifier ${i + 1}`} /></Group>)}</dd>
    <dt>Id</dt><dd><WholeName mono>{of.id}</WholeName></dd>
    <dt>Status</dt><dd><Status is={of.status} /></dd>
    <dt>Token format</dt><dd>{formats[of.token_format].label}{of.token_format === 'jwt' && `, signed with ${of.token_signing_alg}`}</dd>
    <dt>Its tokens live</dt><dd><Lifetime of={of} /></dd>
    <dt>Scopes</dt><dd>{of.scopes.length === 0 ? 'None yet' : <WholeName mono>{of.scopes.map((scope) => scope.name).join(' ')}</WholeName>}</dd>
    <dt>Answers</dt><dd>{profiles[of.answer_profile].label}{of.cache_seconds > 0 ? `; it may remember one for ${lasting(of.cache_seconds)}` : ''}{of.sees_refresh_tokens && '; of refresh tokens too'}</dd>
    <dt>Personal tokens</dt><dd>{of.personal_access_tokens ? 'People may make some for it' : 'It takes none'}</dd>
    <dt>Registered</dt><dd><Time at={of.created_at} /></dd>
    <dt>Last changed</dt><dd><Time at={of.updated_at} /></dd>
  </dl>
)

function Lifetime({ of }: { of: ResourceServer }) {
  const tenant = useQuery({ ...settings, enabled: useMay('settings:read') }).data
  if (of.access_token_seconds) return <>{lasting(of.access_token_seconds)}</>
  return <>{tenant ? `${lasting(tenant.access_token_seconds)}, as the tenant’s setting is` : 'As the tenant’s setting is'}</>
}
