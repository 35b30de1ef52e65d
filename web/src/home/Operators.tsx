import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Can } from '../parts/Can'
import { Live } from '../parts/Live'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { home } from '../place'
import { installation } from '../tenants/queries'
import { Changed, Security } from './Events'

// Operators is Home of those who run the installation.
export const Operators = () => (
  <>
    <Heading title="Home" lead="This installation: whose tenants it holds, and what operators did last." action={<Live />} />
    <Stack gap="xl">
      <Can permission="tenants:read"><Tenants /></Can>
      <Can permission="audit-events:read"><div className="pair"><Security /><Changed /></div></Can>
      <section className="card" aria-labelledby="outside">
        <Title order={2} size="h3" id="outside" mb="sm">For machines</Title>
        <dl className="facts">
          <dt>Management API</dt><dd><span className="mono whole">{window.location.origin}{home}/api/v1</span></dd>
          <dt>Is it running</dt><dd><span className="mono whole">{window.location.origin}/healthz</span></dd>
          <dt>Is it ready</dt><dd><span className="mono whole">{window.location.origin}/readyz</span></dd>
        </dl>
      </section>
    </Stack>
  </>
)

function Tenants() {
  const query = useQuery(installation)
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The tenants could not be read" problem={query.error} again={() => void query.refetch()} />
  const { count, more, newest } = query.data
  return (
    <section className="card" aria-labelledby="tenants">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="tenants">{more ? `More than ${count.toLocaleString()} tenants` : count === 1 ? 'One tenant' : `${count.toLocaleString()} tenants`}</Title>
        <Group gap="sm">
          <Can permission="tenants:write"><Button component={Link} to="/tenants/new">Create a tenant</Button></Can>
          <Button component={Link} to="/tenants" variant="default">All tenants</Button>
        </Group>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">{more ? 'There are too many to say which are the newest. These come first by their short name:' : 'Made last:'}</Text>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {newest.map((tenant) => (
          <Group key={tenant.slug} component="li" gap="sm" wrap="nowrap" justify="space-between">
            <div style={{ minWidth: 0 }}>
              <Anchor component={Link} to={`/tenants/${tenant.slug}`} size="sm" fw={600} c="inherit"><Name>{tenant.name}</Name></Anchor>
              <Text size="xs" c="dimmed" component="div"><Name mono>{tenant.slug}</Name></Text>
            </div>
            <Text size="sm" c="dimmed" component="div" style={{ whiteSpace: 'nowrap' }}>{tenant.status !== 'active' && <><Status is={tenant.status} /> · </>}<Time at={tenant.created_at} /></Text>
          </Group>
        ))}
      </Stack>
    </section>
  )
}
