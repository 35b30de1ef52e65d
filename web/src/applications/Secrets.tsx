import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type Client, type NewSecret, type Secret } from '../api/client'
import { clientSecrets, settings } from '../api/queries'
import { Can } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { Loading } from '../parts/Loading'
import { SecretPanel } from '../parts/SecretPanel'
import { lasting } from '../parts/time'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'

// Secrets are replaced without a gap: two may be valid at a time.
export function Secrets({ of }: { of: Client }) {
  const [rotating, setRotating] = useState(false)
  const [removing, setRemoving] = useState<Secret>()
  const [made, setMade] = useState<NewSecret>()
  const queries = useQueryClient()
  const path = { client_id: of.client_id }
  const query = useQuery(clientSecrets(of.client_id))
  const reread = () => queries.invalidateQueries({ queryKey: clientSecrets(of.client_id).queryKey })
  const remove = (secret: Secret) => async () => {
    await ask(api.DELETE('/clients/{client_id}/secrets/{secret_id}', { params: { path: { ...path, secret_id: secret.id } } }))
    await reread()
  }
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The secrets could not be read" problem={query.error} again={() => void query.refetch()} />
  return (
    <Stack>
      <Text size="sm" c="dimmed">Two secrets may be valid at a time: make another, give it to the application, and the older one ends by itself.</Text>
      {query.data.items.length === 0 && <Text size="sm">It has no secret, and gets no tokens until you make one.</Text>}
      {query.data.items.map((secret) => (
        <Group key={secret.id} className="card" justify="space-between" gap="sm">
          <div>
            <Text size="sm" className="mono">{secret.last4 ? `…${secret.last4}` : 'brought from outside'}</Text>
            <Text size="sm" c="dimmed" component="div">Made <Time at={secret.created_at} />. {secret.expires_at ? <>Ends <Time at={secret.expires_at} />.</> : 'No end.'}</Text>
          </div>
          <Can permission="clients:write"><Button variant="default" size="compact-sm" onClick={() => setRemoving(secret)} aria-label={`Remove the secret that ends in ${secret.last4}`}>Remove</Button></Can>
        </Group>
      ))}
      <Can permission="clients:write"><Group><Button onClick={() => setRotating(true)}>Make another secret</Button></Group></Can>
      {rotating && <Rotation of={of} onClose={() => setRotating(false)} onMade={(secret) => { setRotating(false); setMade(secret); void reread() }} />}
      {removing && <Confirm title="Remove the secret" effect={<>Whatever uses the secret that ends in <b className="mono">{removing.last4}</b> is refused from this moment on.</>} verb="Remove the secret" act={remove(removing)} onClose={() => setRemoving(undefined)} />}
      <SecretPanel
        shown={made && {
          title: 'Another secret', file: `${of.client_id}.txt`, note: made.older?.expires_at ? <>Give it to the application. The older one, which ends in <b className="mono">{made.older.last4}</b>, ends <Time at={made.older.expires_at} />.</> : 'Give it to the application.',
          lines: [{ label: 'Id (client_id)', value: of.client_id }, { label: 'Secret (client_secret)', value: made.secret }],
        }}
        onClose={() => setMade(undefined)}
      />
    </Stack>
  )
}

function Rotation({ of, onClose, onMade }: { of: Client; onClose: () => void; onMade: (secret: NewSecret) => void }) {
  const own = useQuery(settings)
  const [overlap, setOverlap] = useState<string | null>('tenant')
  const make = useMutation({
    mutationFn: () => ask(api.POST('/clients/{client_id}/secrets', {
      params: { path: { client_id: of.client_id } }, body: overlap === 'tenant' || overlap === null ? {} : { overlap_seconds: Number(overlap) },
    })),
    onSuccess: onMade,
  })
  const usual = own.data ? `The tenant’s setting: ${lasting(own.data.secret_overlap_seconds)}` : 'The tenant’s setting'
  return (
    <Modal opened onClose={onClose} title="Make another secret" centered>
      <Stack>
        <Select
          label="The older one stays valid for" value={overlap} onChange={setOverlap} allowDeselect={false}
          data={[{ value: 'tenant', label: usual }, { value: '0', label: 'Not at all: it has leaked' }, { value: '3600', label: '1 hour' }, { value: '604800', label: '7 days' }, { value: '2592000', label: '30 days' }]}
        />
        {make.isError && <Wrong what="No secret was made" problem={make.error} />}
        <Group justify="end"><Button variant="default" onClick={onClose}>Cancel</Button><Button loading={make.isPending} onClick={() => make.mutate()}>Make the secret</Button></Group>
      </Stack>
    </Modal>
  )
}
