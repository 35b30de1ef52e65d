import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Tenant as Told } from '../api/client'
import { Can } from '../parts/Can'
import { Copy } from '../parts/Copy'
import { Endpoints } from '../parts/Endpoints'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Rename } from '../parts/Rename'
import { Status } from '../parts/Status'
import { Wrong } from '../parts/Wrong'
import { Danger } from './Danger'
import { useEdit } from './edit'
import { consoleOf, Facts } from './Facts'
import { tenant } from './queries'
import { Rate } from './Rate'
import { Usage } from './Usage'

export function Tenant() {
  const { slug } = useParams({ from: '/tenants/$slug' })
  const query = useQuery(tenant(slug))
  if (query.isPending) return <Loading lines={8} />
  if (query.isError) return <><Heading title="Tenant" /><Wrong what="The tenant could not be read" problem={query.error} again={() => void query.refetch()} /></>
  const of = query.data
  return (
    <>
      <Heading
        title={of.name} lead={<Group gap="sm"><Name mono>{of.slug}</Name><Copy text={of.slug} of="the short name" /><Status is={of.status} /></Group>}
        action={of.status === 'active' && <Button component="a" href={consoleOf(of.slug)} target="_blank" rel="noopener">Open its console</Button>}
      >
        <Name>{of.name}</Name>
      </Heading>
      <Stack gap="xl">
        {of.status === 'suspended' && <Text size="sm" className="notice">This tenant is suspended: its addresses answer as if it did not exist. Its data are kept.</Text>}
        <div className="card"><Facts of={of} /></div>
        <Usage of={of} />
        <Endpoints issuer={of.issuer} />
        <Can permission="tenants:write">
          {of.status === 'active' && <Owners of={of} />}
          <Renaming of={of} key={of.id} />
          <Rate of={of} key={`rate ${of.id}`} />
          <Danger of={of} />
        </Can>
      </Stack>
    </>
  )
}

const Renaming = ({ of }: { of: Told }) => <Rename of={of} edit={useEdit(of, 'The tenant has another name now.')} stays="Its short name, and every address, stays." />

const Owners = ({ of }: { of: Told }) => (
  <section className="card" aria-labelledby="owners">
    <Title order={2} size="h3" id="owners" mb="sm">Owners</Title>
    <Text size="sm" c="dimmed" mb="sm">For a new tenant, and for one in which nobody is left who can sign in.</Text>
    <Button variant="default" component={Link} to={`/tenants/${of.slug}/owners/new`}>Invite an owner</Button>
  </section>
)
