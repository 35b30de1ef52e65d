import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { NewSecret, Secret } from '../api/client'
import { settings } from '../api/queries'
import { Confirm } from './Confirm'
import { WholeName } from './Name'
import { SecretPanel, type Shown } from './SecretPanel'
import { lasting } from './time'
import { Time } from './Time'
import { Wrong } from './Wrong'

interface Kept {
  secrets: Secret[]
  // word is what they are called, holder who proves itself with them.
  word: 'secret' | 'credential'
  holder: string
  // without is what it means to have none.
  without: string
  // named is whether each has an id that goes with it.
  named?: boolean
  // may is whether they may be made and removed; barred is said in place of making.
  may: boolean
  barred?: ReactNode
  make: (overlapSeconds?: number) => Promise<NewSecret>
  remove: (secret: Secret) => Promise<unknown>
  // shown is what is shown of one that was made.
  shown: (made: NewSecret) => Pick<Shown, 'file' | 'lines'>
  changed: () => Promise<unknown>
}

// Secrets are replaced without a gap: two may be valid at a time.
export function Secrets({ secrets, word, holder, without, named, may, barred, make, remove, shown, changed }: Kept) {
  const [rotating, setRotating] = useState(false)
  const [removing, setRemoving] = useState<Secret>()
  const [made, setMade] = useState<NewSecret>()
  const another = secrets.length > 0 ? `Make another ${word}` : `Make a ${word}`
  return (
    <Stack>
      <Text size="sm" c="dimmed">Two {word}s may be valid at a time: make another, give it to {holder}, and the older one ends by itself.</Text>
      {secrets.length === 0 && <Text size="sm">{without}</Text>}
      {secrets.map((secret) => (
        <Group key={secret.id} className="card" justify="space-between" gap="sm">
          <div style={{ minWidth: 0 }}>
            {named && <Text size="sm" fw={600} component="div"><WholeName mono>{secret.id}</WholeName></Text>}
            <Text size="sm" className="mono">{secret.last4 ? `…${secret.last4}` : 'brought from outside'}</Text>
            <Text size="sm" c="dimmed" component="div">Made <Time at={secret.created_at} />. <End of={secret} /></Text>
          </div>
          {may && <Button variant="default" size="compact-sm" onClick={() => setRemoving(secret)} aria-label={`Remove the ${word} that ends in ${secret.last4}`}>Remove</Button>}
        </Group>
      ))}
      {may && (barred ?? <Group><Button onClick={() => setRotating(true)}>{another}</Button></Group>)}
      {rotating && <Rotation title={another} word={word} replaces={secrets.length > 0} make={make} onClose={() => setRotating(false)} onMade={(secret) => { setRotating(false); setMade(secret); void changed() }} />}
      {removing && (
        <Confirm
          title={`Remove the ${word}`} effect={<>Whatever uses the {word} that ends in <b className="mono">{removing.last4}</b> is refused from this moment on.</>}
          verb={`Remove the ${word}`} act={async () => { await remove(removing); await changed() }} onClose={() => setRemoving(undefined)}
        />
      )}
      <SecretPanel
        shown={made && { title: made.older ? `Another ${word}` : `A ${word}`, note: <Note made={made} holder={holder} />, ...shown(made) }}
        onClose={() => setMade(undefined)}
      />
    </Stack>
  )
}

const End = ({ of }: { of: Secret }) =>
  of.expires_at ? <>{Date.parse(of.expires_at) > Date.now() ? 'Ends' : 'Ended'} <Time at={of.expires_at} />.</> : <>No end.</>

const Note = ({ made: { older }, holder }: { made: NewSecret; holder: string }) =>
  older?.expires_at ? <>Give it to {holder}. The older one, which ends in <b className="mono">{older.last4}</b>, ends <Time at={older.expires_at} />.</> : <>Give it to {holder}.</>

interface Rotated { title: string; word: string; replaces: boolean; make: Kept['make']; onClose: () => void; onMade: (secret: NewSecret) => void }

function Rotation({ title, word, replaces, make, onClose, onMade }: Rotated) {
  const own = useQuery(settings)
  const [overlap, setOverlap] = useState<string | null>('tenant')
  const making = useMutation({ mutationFn: () => make(overlap === 'tenant' || overlap === null ? undefined : Number(overlap)), onSuccess: onMade })
  const usual = own.data ? `The tenant’s setting: ${lasting(own.data.secret_overlap_seconds)}` : 'The tenant’s setting'
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <Stack>
        {replaces
          ? (
            <Select
              label="The older one stays valid for" value={overlap} onChange={setOverlap} allowDeselect={false}
              data={[{ value: 'tenant', label: usual }, { value: '0', label: 'Not at all: it has leaked' }, { value: '3600', label: '1 hour' }, { value: '604800', label: '7 days' }, { value: '2592000', label: '30 days' }]}
            />
          )
          : <Text size="sm">It is shown once, when it is made.</Text>}
        {making.isError && <Wrong what={`No ${word} was made`} problem={making.error} />}
        <Group justify="end"><Button variant="default" onClick={onClose}>Cancel</Button><Button loading={making.isPending} onClick={() => making.mutate()}>Make the {word}</Button></Group>
      </Stack>
    </Modal>
  )
}
