import { Anchor, Button, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type Allowed, type NewClient } from '../api/client'
import { fieldError, Summary } from '../parts/form'
import { Heading } from '../parts/Page'
import { SecretPanel } from '../parts/SecretPanel'
import { home } from '../place'
import { checkClientID, checkName } from '../rules/names'
import { kinds, type Kind } from './kinds'
import { RedirectList, wrongAddress } from './RedirectList'
import { ScopeChoice } from './ScopeChoice'

// NewApplication asks what somebody builds, and makes the safe settings of it.
export function NewApplication() {
  const [kind, setKind] = useState<Kind>()
  const [chosen, choose] = useState('web')
  if (kind) return <Details kind={kind} back={() => setKind(undefined)} />
  return (
    <>
      <Heading title="Register an application" lead="What do you build? Its settings follow from that, and can be changed later." />
      <form onSubmit={(event) => { event.preventDefault(); setKind(kinds.find((k) => k.id === chosen)) }}>
        <Radio.Group value={chosen} onChange={choose} aria-label="What do you build?" maw={640}>
          <Stack gap="sm">
            {kinds.map((k) => (
              <label key={k.id} className="choice" data-checked={k.id === chosen || undefined}>
                <Radio value={k.id} label={<b>{k.label}</b>} description={k.what} />
              </label>
            ))}
          </Stack>
        </Radio.Group>
        <Group mt="lg"><Button type="submit">Go on</Button><Button variant="default" component={Link} to="/applications">Cancel</Button></Group>
      </form>
    </>
  )
}

function Details({ kind, back }: { kind: Kind; back: () => void }) {
  const [made, setMade] = useState<NewClient>()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const native = kind.draft.application_type === 'native'
  const form = useForm({
    initialValues: { name: '', id: '', redirects: kind.redirects ? [''] : [], allowed: [] as Allowed[] },
    validate: {
      name: checkName,
      id: checkClientID,
      redirects: (uris) => (kind.redirects ? wrongAddress(uris, native) ?? (uris.length ? undefined : 'People need an address to come back to.') : undefined),
    },
  })
  const register = useMutation({
    mutationFn: (v: typeof form.values) =>
      ask(api.POST('/clients', {
        body: { ...kind.draft, name: v.name, client_id: v.id || undefined, allowed: v.allowed, redirect_uris: kind.redirects ? v.redirects : undefined },
      })),
    onError: (problem) => form.setErrors(fieldError(problem, { name: 'name', client_id: 'id', redirect_uris: 'redirects' })),
    onSuccess: async (client) => {
      await queries.invalidateQueries({ queryKey: ['clients'] })
      if (client.client_secret) setMade(client)
      else void navigate({ to: '/applications/$id', params: { id: client.client_id }, search: { tab: 'snippets' } })
    },
  })
  return (
    <>
      <Heading title={`Register: ${kind.label.toLowerCase()}`} lead={<Anchor component="button" type="button" onClick={back}>It is something else</Anchor>} />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 32, alignItems: 'start' }}>
        <form onSubmit={form.onSubmit((values) => register.mutate(values))} noValidate style={{ flex: '2 1 360px', minWidth: 0 }}>
          <Stack gap="lg">
            <Summary errors={form.errors} problem={register.error} />
            <TextInput label="Name" description={kind.redirects || kind.id === 'device' ? 'People see it when they are asked what it may do.' : 'For you to tell it from others.'} {...form.getInputProps('name')} autoComplete="off" dir="auto" />
            <TextInput label="Id (client_id)" description="Never changes. Leave it empty to have one drawn." {...form.getInputProps('id')} autoComplete="off" spellCheck={false} autoCapitalize="none" />
            {kind.redirects && (
              <RedirectList
                label="Where people come back to (redirect_uris)" help="Matched character for character. Nobody is ever sent anywhere else." example={kind.redirects} native={native}
                value={form.values.redirects} onChange={(uris) => form.setFieldValue('redirects', uris)} error={form.errors.redirects ? String(form.errors.redirects) : undefined}
              />
            )}
            <div>
              <Text size="sm" fw={600} mb={4}>What it may use</Text>
              <Text size="xs" c="dimmed" mb="sm">Its tokens are good for these APIs and scopes at the most.</Text>
              <ScopeChoice value={form.values.allowed} onChange={(allowed) => form.setFieldValue('allowed', allowed)} />
            </div>
            <Group><Button type="submit" loading={register.isPending}>Register the application</Button><Button variant="default" component={Link} to="/applications">Cancel</Button></Group>
          </Stack>
        </form>
        <aside className="card" style={{ flex: '1 1 260px' }} aria-labelledby="why">
          <Title order={2} size="h3" id="why" mb="sm">Its settings, and why</Title>
          <Stack gap="sm">
            {kind.reasons.map(({ setting, why }) => <div key={setting}><Text size="sm" fw={600}>{setting}</Text><Text size="sm" c="dimmed">{why}</Text></div>)}
            {kind.id === 'script' && <Anchor size="sm" href={`${home}/account/tokens`}>Make a personal access token</Anchor>}
          </Stack>
        </aside>
      </div>
      <SecretPanel
        shown={made && {
          title: 'The application is registered', file: `${made.client_id}.txt`, note: 'Put the secret where the application reads its settings: a secret store, or an environment variable. Never in its source.',
          lines: [{ label: 'Id (client_id)', value: made.client_id }, { label: 'Secret (client_secret)', value: made.client_secret ?? '' }],
        }}
        onClose={() => void navigate({ to: '/applications/$id', params: { id: made?.client_id ?? '' }, search: { tab: 'snippets' } })}
      />
    </>
  )
}
