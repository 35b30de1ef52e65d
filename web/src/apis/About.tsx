import { Button, Group, MultiSelect, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { Client, TokenSample } from '../api/client'
import { useMay } from '../parts/Can'
import { ApplicationChoice } from './ApplicationChoice'

export type Asked = { token: string } | { sample: TokenSample }

// About is of which token it is asked: of one that somebody holds, or of one that is
// made up.
export function About({ onAsk, pending }: { onAsk: (asked: Asked) => void; pending: boolean }) {
  const reads = useMay('tokens:read')
  const makes = useMay('clients:read')
  const [chosen, choose] = useState<string>()
  const kind = chosen ?? (makes ? 'sample' : 'token')
  if (!reads && !makes) return <Text size="sm">This takes the right to see tokens or applications.</Text>
  return (
    <Stack>
      {reads && makes && (
        <Radio.Group label="Which token" value={kind} onChange={choose}>
          <Group mt={8} gap="lg"><Radio value="sample" label="A made-up one" /><Radio value="token" label="One that you have" /></Group>
        </Radio.Group>
      )}
      {kind === 'token' ? <Held onAsk={onAsk} pending={pending} /> : <Sample onAsk={onAsk} pending={pending} />}
    </Stack>
  )
}

interface Asking { onAsk: (asked: Asked) => void; pending: boolean }

function Held({ onAsk, pending }: Asking) {
  const [token, setToken] = useState('')
  const text = token.trim()
  return (
    <Form ready={text !== ''} pending={pending} onSubmit={() => onAsk({ token: text })}>
      <Textarea
        label="The token" description="It is sent to be read, and kept nowhere." autosize minRows={2} maxRows={6} maw={720} maxLength={16384} classNames={{ input: 'mono' }}
        value={token} onChange={(event) => setToken(event.currentTarget.value)} autoComplete="off" spellCheck={false} autoCapitalize="none" autoCorrect="off"
      />
    </Form>
  )
}

function Sample({ onAsk, pending }: Asking) {
  const [client, setClient] = useState<Client>()
  const [username, setUsername] = useState('')
  const [resources, setResources] = useState<string[]>([])
  const [scopes, setScopes] = useState<string[]>([])
  const allowed = client?.allowed.filter((a) => resources.length === 0 || resources.includes(a.resource_server)) ?? []
  const scopesThere = [...new Set(allowed.flatMap((a) => a.scopes))]
  const made = (): TokenSample => ({
    client: client?.client_id ?? '', username: username.trim() || undefined, resources: resources.length ? resources : undefined,
    scope: scopes.filter((scope) => scopesThere.includes(scope)).join(' ') || undefined,
  })
  return (
    <Form ready={client !== undefined} pending={pending} onSubmit={() => onAsk({ sample: made() })}>
      <div className="columns narrow">
        <ApplicationChoice value={client} onChange={(to) => { setClient(to); setResources([]); setScopes([]) }} />
        <TextInput label="Speaks for (username)" description="Made up too. Empty for a token with which the application speaks for itself." placeholder="alice" value={username} onChange={(event) => setUsername(event.currentTarget.value)} autoComplete="off" autoCapitalize="none" spellCheck={false} />
        <MultiSelect label="For which APIs" description="All that the application may use, if you name none." disabled={!client} data={client?.allowed.map((a) => a.resource_server) ?? []} value={resources} onChange={setResources} classNames={{ pill: 'mono', option: 'mono whole' }} />
        <MultiSelect label="With which scopes" description="All that it may have there, if you name none." disabled={!client} data={scopesThere} value={scopes.filter((scope) => scopesThere.includes(scope))} onChange={setScopes} classNames={{ pill: 'mono', option: 'mono whole' }} />
      </div>
    </Form>
  )
}

const Form = ({ ready, pending, onSubmit, children }: { ready: boolean; pending: boolean; onSubmit: () => void; children: ReactNode }) => (
  <form onSubmit={(event: FormEvent) => { event.preventDefault(); onSubmit() }} noValidate>
    <Stack>
      {children}
      <Group><Button type="submit" variant="default" disabled={!ready} loading={pending}>Show what each API is told</Button></Group>
    </Stack>
  </form>
)
