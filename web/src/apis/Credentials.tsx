import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api, ask, type ResourceServer } from '../api/client'
import { useMay } from '../parts/Can'
import { Secrets } from '../parts/Secrets'

// Credentials are what the API asks with: an id and a secret each.
export function Credentials({ of }: { of: ResourceServer }) {
  const queries = useQueryClient()
  const may = useMay('resource-servers:write')
  const looks = useMay('visibility:write')
  const path = { id: of.id }
  return (
    <Secrets
      secrets={of.credentials} word="credential" holder="the API" without="It has no credential, and cannot ask what a token means until you make one." named may={may}
      barred={of.sees.length > 0 && !looks ? <Text size="sm">Whoever holds its credential sees the tokens of other APIs too. Making one takes the right to decide who sees what, which owners and admins have.</Text> : undefined}
      make={(overlap_seconds) => ask(api.POST('/resource-servers/{id}/credentials', { params: { path }, body: { overlap_seconds } }))}
      remove={(secret) => ask(api.DELETE('/resource-servers/{id}/credentials/{credential_id}', { params: { path: { ...path, credential_id: secret.id } } }))}
      shown={(made) => ({ file: `${made.id}.txt`, lines: [{ label: 'Id', value: made.id }, { label: 'Secret', value: made.secret }] })}
      changed={() => queries.invalidateQueries({ queryKey: ['resource-servers'] })}
    />
  )
}
