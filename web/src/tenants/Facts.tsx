import { Anchor, Group } from '@mantine/core'
import type { Tenant } from '../api/client'
import { Copy } from '../parts/Copy'
import { WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'

// consoleOf is where the console of a tenant is: it has a session of its own.
export const consoleOf = (slug: string) => `/t/${slug}/console`

// Facts are what there is to know about a tenant at a glance.
export const Facts = ({ of }: { of: Tenant }) => (
  <dl className="facts">
    <dt>Name</dt><dd><WholeName>{of.name}</WholeName></dd>
    <dt>Short name (slug)</dt><dd><Group gap="xs"><WholeName mono>{of.slug}</WholeName><Copy text={of.slug} of="the short name" /></Group></dd>
    <dt>Status</dt><dd><Status is={of.status} /></dd>
    <dt>Its console</dt><dd>{of.status === 'active' ? <Anchor href={consoleOf(of.slug)} target="_blank" rel="noopener" size="sm" underline="always" className="whole">{window.location.origin}{consoleOf(of.slug)}</Anchor> : 'Cannot be opened while it is suspended'}</dd>
    <dt>Id</dt><dd><WholeName mono>{of.id}</WholeName></dd>
    <dt>Created</dt><dd><Time at={of.created_at} /></dd>
    <dt>Last changed</dt><dd><Time at={of.updated_at} /></dd>
  </dl>
)
