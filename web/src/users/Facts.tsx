import { Group } from '@mantine/core'
import type { User } from '../api/client'
import { Copy } from '../parts/Copy'
import { WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { rolesInWords } from '../team/roles'
import { standing, writeAttributes } from './rules'

// Facts are what there is to know about a person at a glance.
export const Facts = ({ of }: { of: User }) => (
  <dl className="facts">
    <dt>Name</dt><dd><WholeName>{of.name}</WholeName></dd>
    <dt>Username</dt><dd><WholeName mono>{of.username}</WholeName></dd>
    <dt>Email</dt><dd>{of.email ? <><WholeName>{of.email}</WholeName> ({of.email_verified ? 'known to be theirs' : 'not checked'})</> : 'None known'}</dd>
    <dt>Id (sub)</dt><dd><Group gap="xs"><WholeName mono>{of.id}</WholeName><Copy text={of.id} of="the id" /></Group></dd>
    <dt>Status</dt><dd><Status is={standing(of)} /></dd>
    <dt>Roles here</dt><dd>{rolesInWords(of.roles) || 'None: may not use this console'}</dd>
    {Object.keys(of.attributes).length > 0 && <><dt>Attributes</dt><dd><pre className="code" tabIndex={0} role="region" aria-label="Attributes">{writeAttributes(of.attributes)}</pre></dd></>}
    <dt>Added</dt><dd><Time at={of.created_at} /></dd>
    <dt>Last changed</dt><dd><Time at={of.updated_at} /></dd>
  </dl>
)
