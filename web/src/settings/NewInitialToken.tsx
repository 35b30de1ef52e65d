import { Button, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type Allowed } from '../api/client'
import { ScopeChoice } from '../applications/ScopeChoice'
import { fieldError, Summary } from '../parts/form'
import { SecretPanel } from '../parts/SecretPanel'
import { checkName } from '../rules/names'
import { initialTokens } from './queries'

// NewInitialToken makes a token that registers applications, and shows it once.
export function NewInitialToken({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<{ id: string; token: string }>()
  const queries = useQueryClient()
  const form = useForm({
    initialValues: { name: '', uses: 1 as number | string, lasting: '86400', allowed: [] as Allowed[] },
    validate: { name: (name) => (name === '' ? undefined : checkName(name)), uses: (uses) => (typeof uses === 'number' && uses >= 1 && uses <= 100_000 ? undefined : 'It registers 1 to 100,000 applications.') },
  })
  const make = useMutation({
    mutationFn: (v: typeof form.values) => ask(api.POST('/initial-access-tokens', { body: { name: v.name || undefined, uses: Number(v.uses), lifetime_seconds: Number(v.lasting), allowed: v.allowed } })),
    onError: (problem) => form.setErrors(fieldError(problem, { name: 'name', uses: 'uses' })),
    onSuccess: async (token) => {
      setMade(token)
      await queries.invalidateQueries({ queryKey: initialTokens.queryKey })
    },
  })
  if (made) {
    return (
      <SecretPanel
        shown={{ title: 'An initial access token', file: `${made.id}.txt`, note: 'Give it to whoever registers applications. It is sent as a bearer token with each registration.', lines: [{ label: 'Token', value: made.token }] }}
        onClose={onClose}
      />
    )
  }
  return (
    <Modal opened onClose={onClose} title="Make an initial access token" centered size="lg">
      <form onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
        <Stack>
          <Summary errors={form.errors} problem={make.error} />
          <TextInput label="Name" description="For you to tell it from others." dir="auto" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
          <NumberInput label="How many applications it registers" min={1} max={100_000} clampBehavior="none" allowDecimal={false} allowNegative={false} {...form.getInputProps('uses')} />
          <Select label="How long it is good" allowDeselect={false} data={[{ value: '3600', label: '1 hour' }, { value: '86400', label: '1 day' }, { value: '604800', label: '7 days' }, { value: '2592000', label: '30 days' }, { value: '31536000', label: '365 days' }]} {...form.getInputProps('lasting')} />
          <div>
            <Text size="sm" fw={600} mb={4}>What they may use</Text>
            <Text size="xs" c="dimmed" mb="sm">Nothing but who people are, where you choose nothing.</Text>
            <ScopeChoice value={form.values.allowed} onChange={(allowed) => form.setFieldValue('allowed', allowed)} />
          </div>
          <Group justify="end"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={make.isPending}>Make the token</Button></Group>
        </Stack>
      </form>
    </Modal>
  )
}
