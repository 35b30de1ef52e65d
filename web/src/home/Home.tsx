import { useLocalStorage, useThrottledValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { usePulse } from '../api/pulse'
import { self } from '../api/queries'
import { useMay } from '../parts/Can'
import { Live } from '../parts/Live'
import { Loading } from '../parts/Loading'
import { Heading } from '../parts/Page'
import { Wrong } from '../parts/Wrong'
import { operators, tenant } from '../place'
import { Operators } from './Operators'
import { Overview } from './Overview'
import { beginnings, kept } from './queries'
import { Start } from './Start'

// Home shows whoever begins the three steps to a first answer, everybody else how
// things are, and operators how the installation is.
export function Home() {
  useFresh()
  const me = useQuery(self).data
  if (!me) return null
  return operators ? <Operators /> : <Own issuer={me.tenant.issuer} />
}

function Own({ issuer }: { issuer: string }) {
  const reads = useMay('tokens:read')
  const queries = useQueryClient()
  const anyAPI = useQuery({ ...beginnings.api, enabled: useMay('resource-servers:read') })
  const anyClient = useQuery({ ...beginnings.client, enabled: useMay('clients:read') })
  const registered = !!anyAPI.data && !!anyClient.data
  const answer = useQuery({ ...beginnings.answer, enabled: reads && registered })
  const heard = usePulse()?.activity?.some((count) => count.active > 0) === true
  const [hidden, hide] = useHidden()
  // Whoever has watched the steps being done sees that they are.
  const [watching, setWatching] = useState(false)
  const all = [anyAPI, anyClient, answer]
  const failed = all.find((query) => query.isError && query.data === undefined)
  const waiting = !watching && all.some((query) => query.isLoading)
  // Of what is older than figures are kept it is not known any more.
  const old = Date.now() - Date.parse(anyAPI.data?.created_at ?? new Date().toISOString()) > kept
  const done = registered && (!reads || answer.data === true || heard || old)
  useEffect(() => {
    if (heard) queries.setQueryData(beginnings.answer.queryKey, true)
  }, [heard, queries])
  useEffect(() => {
    if (!waiting && !failed && !done) setWatching(true)
  }, [waiting, failed, done])
  const known = !failed && !waiting
  const starting = known && !hidden && (!done || (watching && reads))
  return (
    <>
      <Heading title="Home" lead={starting ? 'Three steps to a first answer about a token.' : 'How things are, and what was changed last.'} action={reads && known && <Live />} />
      {failed ? <Wrong what="It is not known how far you are" problem={failed.error} again={() => { for (const query of all) if (query.isError) void query.refetch() }} />
        : waiting ? <Loading lines={6} />
          : starting ? <Start server={anyAPI.data ?? undefined} client={anyClient.data ?? undefined} done={done} issuer={issuer} onClose={hide} />
            : <Overview issuer={issuer} />}
    </>
  )
}

// useHidden is whether somebody has put the steps away in this browser.
function useHidden(): [boolean, () => void] {
  const [hidden, setHidden] = useLocalStorage({ key: `jeton-console-begun-${tenant}`, defaultValue: false, getInitialValueInEffect: false })
  return [hidden, () => setHidden(true)]
}

// useFresh reads anew what Home shows when the pulse tells that something happened:
// at once, and then every few seconds at the most.
function useFresh() {
  const pulse = usePulse()
  const queries = useQueryClient()
  const told = useThrottledValue(pulse && `${pulse.revision} ${pulse.latest_event ?? ''}`, 10_000)
  const before = useRef(told)
  useEffect(() => {
    if (before.current !== undefined && before.current !== told) {
      for (const kind of ['audit-events', 'tenants']) void queries.invalidateQueries({ queryKey: [kind] })
      for (const kind of ['resource-servers', 'clients']) void queries.invalidateQueries({ queryKey: [kind, 'any'] })
    }
    before.current = told
  }, [told, queries])
}
