import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Client } from '../api/client'
import { clientSecrets } from '../api/queries'
import { useMay } from '../parts/Can'
import { Loading } from '../parts/Loading'
import { Secrets as Kept } from '../parts/Secrets'
import { Wrong } from '../parts/Wrong'

export function Secrets({ of }: { of: Client }) {
  const queries = useQueryClient()
  const may = useMay('clients:write')
  const path = { client_id: of.client_id }
  const query = useQuery(clientSecrets(of.client_id))
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The secrets could not be read" problem={query.error} again={() => void query.refetch()} />
  return (
    <Kept
      secrets={query.data.items} word="secret" holder="the application" without="It has no secret, and gets no tokens until you make one." may={may}
      make={(overlap_seconds) => ask(api.POST('/clients/{client_id}/secrets', { params: { path }, body: { overlap_seconds } }))}
      remove={(secret) => ask(api.DELETE('/clients/{client_id}/secrets/{secret_id}', { params: { path: { ...path, secret_id: secret.id } } }))}
      shown={(made) => ({ file: `${of.client_id}.txt`, lines: [{ label: 'Id (client_id)', value: of.client_id }, { label: 'Secret (client_secret)', value: made.secret }] })}
      changed={() => queries.invalidateQueries({ queryKey: clientSecrets(of.client_id).queryKey })}
    />
  )
}
