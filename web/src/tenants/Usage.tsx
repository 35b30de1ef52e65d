import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Activity } from '../activity/Activity'
import { activity } from '../activity/queries'
import { spanOf } from '../activity/series'
import type { Counted, Tenant } from '../api/client'
import { Loading } from '../parts/Loading'
import { Wrong } from '../parts/Wrong'
import { usage } from './queries'

const together = { text: 'All its APIs together', node: 'All its APIs together' }

// Usage is how much a tenant has and asks: numbers, since what they are of is its own
// affair.
export function Usage({ of }: { of: Tenant }) {
  const search = useSearch({ from: '/tenants/$slug' })
  const navigate = useNavigate({ from: '/tenants/$slug' })
  const span = spanOf(search.span)
  const figures = useQuery(activity(span, of.slug))
  const query = useQuery(usage(of.slug))
  return (
    <Stack component="section" aria-labelledby="usage">
      <div>
        <Title order={2} size="h3" id="usage">Usage</Title>
        <Text size="sm" c="dimmed">How much there is. What is in it is for the tenant alone.</Text>
      </div>
      {query.isPending ? <Loading /> : query.isError ? <Wrong what="The usage could not be read" problem={query.error} again={() => void query.refetch()} /> : (
        <dl className="numbers card">
          <Held label="Active tokens" of={query.data.tokens} />
          <Held label="Applications" of={query.data.clients} />
          <Held label="APIs" of={query.data.resource_servers} />
          <Held label="People" of={query.data.users} />
        </dl>
      )}
      <Activity
        query={figures} span={span} table={search.as === 'table'} name={() => together} by={({ resource_server }) => (resource_server === '' ? '' : 'all')}
        onChange={(to) => void navigate({ search: to, replace: true, resetScroll: false })}
      />
    </Stack>
  )
}

const Held = ({ label, of }: { label: string; of: Counted }) => (
  <div><dt>{label}</dt><dd><b>{of.more && <small>more than </small>}{of.count.toLocaleString()}</b></dd></div>
)
