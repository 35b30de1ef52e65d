import { Button, Group, NumberInput, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Key, Settings } from '../api/client'
import { self } from '../api/queries'
import { Can, useMay } from '../parts/Can'
import { Copy } from '../parts/Copy'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { keys } from './queries'
import { Rotate } from './Rotate'
import { SettingsForm } from './SettingsForm'
import { useSettings } from './useSettings'

// Keys are what signs tokens that APIs can check by themselves (JWT), and what says who
// signed in.
export function Keys({ of }: { of: Settings }) {
  const [rotating, setRotating] = useState(false)
  const query = useQuery(keys)
  const issuer = useQuery(self).data?.tenant.issuer ?? ''
  return (
    <Stack gap="xl">
      <section aria-labelledby="keys">
        <Group justify="space-between" align="start" mb="sm">
          <div style={{ flex: '1 1 320px' }}>
            <Title order={2} size="h3" id="keys">Signing keys</Title>
            <Text size="sm" c="dimmed">Everybody can fetch the public half of those that are published. The private half never leaves Jeton.</Text>
            <Group gap="xs" mt={4}><span className="mono whole">{issuer}/oauth2/jwks</span><Copy text={`${issuer}/oauth2/jwks`} of="the address of the keys" /></Group>
          </div>
          <Can permission="keys:rotate"><Button variant="default" onClick={() => setRotating(true)}>Rotate keys</Button></Can>
        </Group>
        {query.isPending ? <Loading /> : query.isError ? <Wrong what="The keys could not be read" problem={query.error} again={() => void query.refetch()} /> : <List of={query.data.items} />}
      </section>
      <Schedule of={of} />
      {rotating && <Rotate onClose={() => setRotating(false)} />}
    </Stack>
  )
}

const List = ({ of }: { of: Key[] }) => (
  <div className="framed">
    <table className="rows" aria-label="Signing keys">
      <thead><tr><th scope="col">Key</th><th scope="col">What it does</th><th scope="col" className="wide" style={{ width: 170 }}>Published</th></tr></thead>
      <tbody>
        {of.map((key) => (
          <tr key={key.kid}>
            <td>{key.alg}<Text size="xs" c="dimmed" component="div" truncate><Name mono>{key.kid}</Name></Text></td>
            <td><Does of={key} /></td>
            <td className="wide"><Time at={key.published_at} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

// Does says what a key is for now, and until when.
function Does({ of }: { of: Key }) {
  switch (of.state) {
    case 'current': return <><span aria-hidden style={{ color: 'var(--good)' }}>●</span> Signs now{of.signs_until && <>, ends <Time at={of.signs_until} /></>}</>
    case 'next': return <><span aria-hidden style={{ color: 'var(--caution)' }}>◐</span> Published, begins to sign <Time at={of.signs_from} /></>
    case 'verifying': return <><span aria-hidden style={{ color: 'var(--quiet)' }}>○</span> Checks older tokens only{of.verifies_until && <>, goes <Time at={of.verifies_until} /></>}</>
    case 'retired': return <><span aria-hidden style={{ color: 'var(--quiet)' }}>✕</span> No longer published</>
  }
}

function Schedule({ of }: { of: Settings }) {
  const own = useSettings(of)
  const may = useMay('settings:write')
  const { value, onChange, error } = own.field('signing_key_days')
  return (
    <section className="card" aria-labelledby="schedule">
      <Title order={2} size="h3" id="schedule" mb="md">Rotation by itself</Title>
      <SettingsForm of={own} verb="Save the schedule">
        <NumberInput
          label="A key signs for" description="Days, 1 to 3,650. Its successor is published before it signs, so that APIs know it in time." w={320} maw="100%" suffix={value === 1 ? ' day' : ' days'} min={1} max={3650} clampBehavior="none" allowDecimal={false} allowNegative={false} hideControls
          value={Number.isNaN(value) ? '' : value} onChange={(days) => onChange(typeof days === 'number' ? days : Number.NaN)} error={error} disabled={!may}
        />
      </SettingsForm>
    </section>
  )
}
