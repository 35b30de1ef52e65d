import { Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Token } from '../api/client'
import { Copy } from '../parts/Copy'
import { WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { kinds, stateOf } from './filter'
import { Uses } from './Uses'
import { Worth } from './Worth'

// TokenFacts is what is recorded about a token.
export const TokenFacts = ({ of, apiName }: { of: Token; apiName: (id: string) => string | undefined }) => (
  <dl className="facts">
    <dt>State</dt><dd><Status is={stateOf(of)} /></dd>
    <dt>What it is</dt><dd>{kinds[of.kind]}, {of.format === 'jwt' ? 'as a JWT' : 'as a reference'}</dd>
    {of.name && <><dt>Called</dt><dd><WholeName>{of.name}</WholeName></dd></>}
    {of.last4 && <><dt>Ends in</dt><dd className="mono">…{of.last4}</dd></>}
    <dt>Person</dt><dd>{of.user ? <WholeName>{of.username ?? of.user}</WholeName> : 'None: its application speaks for itself'}</dd>
    {of.kind !== 'personal_access_token' && <><dt>Application</dt><dd><Link to="/applications/$id" params={{ id: of.client }} className="link"><WholeName mono>{of.client}</WholeName></Link></dd></>}
    <dt>Good for (audience)</dt>
    <dd><Worth of={of.audience} apiName={apiName} /></dd>
    {of.confirmation && <><dt>Bound to a key (cnf)</dt><dd><WholeName mono>{of.confirmation}</WholeName></dd></>}
    {of.seen && <><dt>Shown to (introspections)</dt><dd><Uses of={of.seen} apiName={apiName} /></dd></>}
    <dt>Issued</dt><dd><Time at={of.issued_at} /></dd>
    {of.used_at && <><dt>Exchanged</dt><dd><Time at={of.used_at} /></dd></>}
    <dt>{Date.parse(of.expires_at) > Date.now() ? 'Ends' : 'Ended'}</dt><dd><Time at={of.expires_at} /></dd>
    <dt>Id (jti)</dt><dd><Group gap="xs"><WholeName mono>{of.id}</WholeName><Copy text={of.id} of="the id" /></Group></dd>
  </dl>
)
