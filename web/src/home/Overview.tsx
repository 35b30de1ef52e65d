import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Activity } from '../activity/Activity'
import type { Named } from '../activity/Multiples'
import { activity } from '../activity/queries'
import { series, spanOf, sum } from '../activity/series'
import { usePulse } from '../api/pulse'
import { useAPINames } from '../apis/names'
import { Can, useMay } from '../parts/Can'
import { Endpoints } from '../parts/Endpoints'
import { Name } from '../parts/Name'
import { Changed, Security } from './Events'
import { Numbers } from './Numbers'

// Overview is Home once a tenant has begun.
export const Overview = ({ issuer }: { issuer: string }) => (
  <Stack gap="xl">
    <Can permission="tokens:read"><Figures /></Can>
    <Can permission="audit-events:read"><div className="pair"><Security above={<Refused />} /><Changed /></div></Can>
    <Endpoints issuer={issuer} />
  </Stack>
)

function Figures() {
  const search = useSearch({ from: '/' })
  const navigate = useNavigate({ from: '/' })
  const span = spanOf(search.span)
  const query = useQuery(activity(span))
  const names = useNames()
  return (
    <Activity
      query={query} fresh={usePulse()?.activity} span={span} table={search.as === 'table'} name={names}
      onChange={(to) => void navigate({ search: to, replace: true, resetScroll: false })}
      above={(counts, now) => <Numbers counts={counts} span={span} now={now} />}
    />
  )
}

// useNames gives what is asked by by its name.
function useNames(): (by: string) => Named {
  const apiName = useAPINames()
  return (by) => {
    if (by === 'client') return { text: 'Applications, about tokens of their own', node: 'Applications, about tokens of their own' }
    const name = apiName(by)
    return { text: name ?? by, node: <Name mono={name === undefined}>{name ?? by}</Name> }
  }
}

// Refused says that callers were refused, which no audit event does: anybody can
// bring that about at any rate.
function Refused() {
  const search = useSearch({ from: '/' })
  const span = spanOf(search.span)
  const query = useQuery({ ...activity(span), enabled: useMay('tokens:read') })
  const { refused } = sum([...series(query.data ?? [], span, new Date()).values()].flat())
  if (refused === 0) return null
  return (
    <p className="notice" style={{ margin: '0 0 16px', fontSize: 14 }}>
      <b>{refused === 1 ? 'One caller was refused' : `${refused.toLocaleString()} callers were refused`} in the last {span.label.toLowerCase()}.</b> Their id and secret open nothing: an API with an old credential, or somebody who guesses.
    </p>
  )
}
