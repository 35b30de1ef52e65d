import { Anchor, Group } from '@mantine/core'
import type { Client } from '../api/client'
import { Copy } from '../parts/Copy'
import { WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { webAddress } from '../rules/names'
import { authentication, kindOf } from './kinds'

// Facts are what there is to know about an application at a glance.
export const Facts = ({ of }: { of: Client }) => (
  <dl className="facts">
    <dt>Name</dt><dd><WholeName>{of.name}</WholeName></dd>
    <dt>Id (client_id)</dt><dd><Group gap="xs"><WholeName mono>{of.client_id}</WholeName><Copy text={of.client_id} of="the id" /></Group></dd>
    <dt>Status</dt><dd><Status is={of.status} /></dd>
    <dt>What it is</dt><dd>{kindOf(of)}</dd>
    <dt>Proves itself by</dt><dd>{authentication[of.token_endpoint_auth_method]}</dd>
    <dt>Asks people</dt><dd>{of.consent === 'trusted' ? 'No: it is the tenant’s own' : 'Yes, what it may do'}</dd>
    {of.roles.length > 0 && <><dt>Roles here</dt><dd>{of.roles.join(', ')}</dd></>}
    {of.registered_with && <><dt>Registered itself</dt><dd>With the initial access token <WholeName mono>{of.registered_with}</WholeName></dd></>}
    {of.client_uri && <><dt>Its page</dt><dd><Address of={of.client_uri} /></dd></>}
    <dt>Registered</dt><dd><Time at={of.created_at} /></dd>
    <dt>Last changed</dt><dd><Time at={of.updated_at} /></dd>
  </dl>
)

// Address links to addresses of the web alone: others would run, or open programs.
const Address = ({ of }: { of: string }) => {
  const href = webAddress(of)
  return href ? <Anchor href={href} rel="noreferrer" target="_blank" className="whole">{of}</Anchor> : <WholeName>{of}</WholeName>
}
