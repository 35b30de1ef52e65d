import { Button, Group, Stack, TextInput, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type NewSecret, type ResourceServer } from '../api/client'
import { Can } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { SecretPanel } from '../parts/SecretPanel'
import { checkIdentifier, checkName, checkScope } from '../rules/names'

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean)

export const NewAPI = () => (
  <Can permission="resource-servers:write" otherwise={<Text size="sm">Somebody who may register APIs begins here.</Text>}><Form /></Can>
)

// Form registers an API, and makes the credential with which it asks. If only the
// second fails, it is tried again alone.
function Form() {
  const [server, setServer] = useState<ResourceServer>()
  const [made, setMade] = useState<NewSecret>()
  const queries = useQueryClient()
  const form = useForm({
    initialValues: { name: '', identifier: '', scopes: '' },
    validate: {
      name: checkName,
      identifier: checkIdentifier,
      scopes: (text) => words(text).map(checkScope).find((wrong) => wrong !== undefined) ?? (new Set(words(text)).size < words(text).length ? 'A scope is there twice.' : undefined),
    },
  })
  const register = useMutation({
    mutationFn: async (v: typeof form.values) => {
      const of = server ?? await ask(api.POST('/resource-servers', { body: { name: v.name, identifiers: [v.identifier], scopes: words(v.scopes).map((name) => ({ name })) } }))
      setServer(of)
      return ask(api.POST('/resource-servers/{id}/credentials', { params: { path: { id: of.id } }, body: {} }))
    },
    onSuccess: setMade,
    onError: (problem) => form.setErrors(fieldError(problem, { name: 'name', identifiers: 'identifier', scopes: 'scopes' })),
  })
  return (
    <form onSubmit={form.onSubmit((values) => register.mutate(values))} noValidate>
      <Stack maw={560}>
        <Summary errors={form.errors} problem={register.error} />
        <TextInput label="Name" placeholder="Orders API" dir="auto" disabled={!!server} autoComplete="off" {...form.getInputProps('name')} />
        <TextInput label="Identifier (audience)" description="The address tokens are issued for. It need not answer." placeholder="https://orders.example.com" disabled={!!server} autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('identifier')} />
        <TextInput label="Scopes" description="What may be done there, with spaces between. More can come later." placeholder="orders:read orders:write" disabled={!!server} autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('scopes')} />
        <Group><Button type="submit" loading={register.isPending}>{server ? 'Make its credential' : 'Register the API'}</Button></Group>
      </Stack>
      <SecretPanel
        shown={made && {
          title: 'The API is registered', file: `${made.id}.txt`, note: 'With this the API asks Jeton what a token means: the id is the user name of HTTP Basic, the secret the password. Put it where the API reads its settings.',
          lines: [{ label: 'Id', value: made.id }, { label: 'Secret', value: made.secret }],
        }}
        onClose={() => { setMade(undefined); void queries.invalidateQueries({ queryKey: ['resource-servers'] }) }}
      />
    </form>
  )
}
