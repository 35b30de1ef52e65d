import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { api, ask, type NewSecret, type ResourceServer } from '../api/client'
import { fieldError, Summary } from '../parts/form'
import { WholeName } from '../parts/Name'
import { SecretPanel } from '../parts/SecretPanel'
import { checkIdentifier, checkName } from '../rules/names'
import { words, wrongScopes } from './scopes'

// Registration registers an API, and makes the credential with which it asks. If only
// the second fails, it is tried again alone. onBusy is told whether something is typed
// or shown in it that must not be lost.
export function Registration({ onDone, onBusy, beside }: { onDone: (of: ResourceServer) => void; onBusy?: (busy: boolean) => void; beside?: ReactNode }) {
  const [server, setServer] = useState<ResourceServer>()
  const [made, setMade] = useState<NewSecret>()
  const [describing, setDescribing] = useState(false)
  const form = useForm({
    initialValues: { name: '', identifier: '', scopes: '', descriptions: {} as Record<string, string> },
    validate: { name: checkName, identifier: checkIdentifier, scopes: (text) => wrongScopes(words(text)) },
  })
  const register = useMutation({
    mutationFn: async (v: typeof form.values) => {
      const scopes = words(v.scopes).map((name) => ({ name, description: v.descriptions[name] || undefined }))
      const of = server ?? await ask(api.POST('/resource-servers', { body: { name: v.name, identifiers: [v.identifier], scopes } }))
      setServer(of)
      return ask(api.POST('/resource-servers/{id}/credentials', { params: { path: { id: of.id } }, body: {} }))
    },
    onSuccess: setMade,
    onError: (problem) => form.setErrors(fieldError(problem, { name: 'name', identifiers: 'identifier', scopes: 'scopes' })),
  })
  const busy = form.isDirty() || server !== undefined
  useEffect(() => onBusy?.(busy), [busy, onBusy])
  const named = [...new Set(words(form.values.scopes))]
  return (
    <form onSubmit={form.onSubmit((values) => register.mutate(values))} noValidate>
      <Stack maw={560}>
        <Summary errors={form.errors} problem={register.error ?? undefined} />
        <TextInput label="Name" placeholder="Orders API" dir="auto" disabled={!!server} autoComplete="off" {...form.getInputProps('name')} />
        <TextInput label="Identifier (audience)" description="The address tokens are issued for. It need not answer." placeholder="https://orders.example.com" disabled={!!server} autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('identifier')} />
        <TextInput label="Scopes" description="What may be done there, with spaces between. More can come later." placeholder="orders:read orders:write" disabled={!!server} autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('scopes')} />
        {named.length > 0 && (describing
          ? named.map((name) => (
            <TextInput
              key={name} label={<>What <WholeName mono>{name}</WholeName> allows</>} placeholder="Such as: Read orders" dir="auto" autoComplete="off" disabled={!!server} maxLength={1000}
              value={form.values.descriptions[name] ?? ''} onChange={(event) => form.setFieldValue('descriptions', { ...form.values.descriptions, [name]: event.currentTarget.value })}
            />
          ))
          : <Group><Button variant="default" size="compact-sm" onClick={() => setDescribing(true)} disabled={!!server}>Say what they allow</Button></Group>)}
        <Group><Button type="submit" loading={register.isPending}>{server ? 'Make its credential' : 'Register the API'}</Button>{beside}</Group>
      </Stack>
      <SecretPanel
        shown={made && {
          title: 'The API is registered', file: `${made.id}.txt`, note: 'With this the API asks Jeton what a token means: the id is the user name of HTTP Basic, the secret the password. Put it where the API reads its settings.',
          lines: [{ label: 'Id', value: made.id }, { label: 'Secret', value: made.secret }],
        }}
        onClose={() => { setMade(undefined); if (server) onDone(server) }}
      />
    </form>
  )
}
