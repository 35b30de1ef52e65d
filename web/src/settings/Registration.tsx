import { Button, Group, Radio, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type InitialToken, type Settings } from '../api/client'
import { self } from '../api/queries'
import { Can, useMay } from '../parts/Can'
import { Confirm } from '../parts/Confirm'
import { Copy } from '../parts/Copy'
import { Name, WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Table } from '../parts/Table'
import { Time } from '../parts/Time'
import { NewInitialToken } from './NewInitialToken'
import { initialTokens } from './queries'
import { SettingsForm } from './SettingsForm'
import { useSettings } from './useSettings'

// Registration is whether programs may register applications by themselves, and the
// tokens with which they do.
export function Registration({ of }: { of: Settings }) {
  const own = useSettings(of)
  const may = useMay('settings:write')
  const issuer = useQuery(self).data?.tenant.issuer ?? ''
  const { value, onChange } = own.field('dynamic_registration')
  return (
    <Stack gap="xl">
      <section className="card" aria-labelledby="whether">
        <Title order={2} size="h3" id="whether" mb="md">Applications that register themselves</Title>
        <SettingsForm of={own} verb="Save who may register">
          <Radio.Group value={value} onChange={(chosen) => onChange(chosen as Settings['dynamic_registration'])} aria-label="Applications that register themselves">
            <Stack gap="sm">
              <Radio value="off" disabled={!may} label="Not at all" description="Applications are registered here and through the management API." />
              <Radio value="token" disabled={!may} label="With an initial access token" description="Whoever has one registers as many applications as it is good for (RFC 7591)." />
            </Stack>
          </Radio.Group>
          {value === 'token' && <Group gap="xs"><span className="mono whole">{issuer}/oauth2/register</span><Copy text={`${issuer}/oauth2/register`} of="the address to register at" /></Group>}
        </SettingsForm>
      </section>
      <Can permission="clients:read"><Tokens off={of.dynamic_registration === 'off'} /></Can>
    </Stack>
  )
}

function Tokens({ off }: { off: boolean }) {
  const [making, setMaking] = useState(false)
  const [removing, setRemoving] = useState<InitialToken>()
  const queries = useQueryClient()
  const query = useInfiniteQuery(initialTokens)
  const may = useMay('clients:write')
  const remove = (token: InitialToken) => async () => {
    await ask(api.DELETE('/initial-access-tokens/{id}', { params: { path: { id: token.id } } }))
    await queries.invalidateQueries({ queryKey: initialTokens.queryKey })
  }
  return (
    <section aria-labelledby="initial">
      <Group justify="space-between" align="start" mb="sm">
        <div style={{ flex: '1 1 320px' }}>
          <Title order={2} size="h3" id="initial">Initial access tokens</Title>
          <Text size="sm" c="dimmed">What registers with one may ask for what the token allows, and holds no role.{off && ' They are of no use while nothing may register itself.'}</Text>
        </div>
        {may && <Button variant="default" onClick={() => setMaking(true)}>Make a token</Button>}
      </Group>
      <Table<InitialToken>
        label="Initial access tokens" query={query} id={(t) => t.id}
        columns={[
          { label: 'Name', cell: (t) => <><Name>{t.name}</Name><Text size="xs" c="dimmed" component="div" truncate><Name mono>{t.id}</Name></Text></> },
          { label: 'Good for', cell: (t) => <Good of={t} />, width: '34%' },
          { label: 'Made', cell: (t) => <Time at={t.created_at} />, wide: true, width: '140px' },
          ...(may ? [{ label: 'Remove', cell: (t: InitialToken) => <Button size="compact-sm" variant="default" onClick={() => setRemoving(t)} aria-label={`Remove the token ${t.id}`}>Remove</Button>, width: '110px' }] : []),
        ]}
        empty={<Text size="sm">There is none.</Text>}
      />
      {making && <NewInitialToken onClose={() => setMaking(false)} />}
      {removing && <Confirm title="Remove the token" effect={<>Nothing can register with <WholeName>{removing.name}</WholeName> from this moment on. What has registered with it stays.</>} verb="Remove the token" act={remove(removing)} onClose={() => setRemoving(undefined)} />}
    </section>
  )
}

function Good({ of }: { of: InitialToken }) {
  if (of.uses_left === 0) return <><span aria-hidden style={{ color: 'var(--quiet)' }}>○</span> Used up</>
  if (Date.parse(of.expires_at) <= Date.now()) return <Status is="expired" />
  return <><span aria-hidden style={{ color: 'var(--good)' }}>●</span> {of.uses_left.toLocaleString()} more, ends <Time at={of.expires_at} /></>
}
