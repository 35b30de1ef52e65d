import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Client, ResourceServer } from '../api/client'
import { usePulse } from '../api/pulse'
import { useMay } from '../parts/Can'
import { Name } from '../parts/Name'
import { Time } from '../parts/Time'
import { told } from './queries'

// Told is what the first answer said.
export function Told({ client, server }: { client: Client; server: ResourceServer }) {
  const may = [useMay('tokens:read'), useMay('clients:read'), useMay('resource-servers:read')].every(Boolean)
  const count = usePulse()?.activity?.find(({ active }) => active > 0)
  const { data } = useQuery({ ...told(client, server), enabled: may })
  const answer = data?.verdict?.told
  return (
    <Stack gap="sm" role="status">
      <Text size="sm" component="div">
        {count?.resource_server === 'client' ? 'An application asked about a token of its own' : <><Name>{server.name}</Name> asked</>} and was told: <b>active</b>.
        {data?.token && <> The newest token of <Name>{client.name}</Name> was issued <Time at={data.token.issued_at} />.</>}
      </Text>
      {answer && (
        <>
          <Text size="sm">It is told this about such a token, and no more:</Text>
          <dl className="facts">
            {([['Who it speaks for (sub)', answer.sub], ['Name (username)', answer.username], ['Application (client_id)', answer.client_id], ['What it may do (scope)', answer.scope], ['Good for (aud)', answer.aud.join(' ')]] as const).map(([label, value]) => (
              <div key={label} style={{ display: 'contents' }}><dt>{label}</dt><dd>{value ? <Name mono>{value}</Name> : <Text span c="dimmed" size="sm">nothing</Text>}</dd></div>
            ))}
          </dl>
        </>
      )}
    </Stack>
  )
}
