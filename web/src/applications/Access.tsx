import { Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Client } from '../api/client'
import { useMay } from '../parts/Can'
import { Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { ActsForChoice } from './ActsForChoice'
import { useEdit } from './edit'
import { ScopeChoice } from './ScopeChoice'

const held = (of: Client) => ({ allowed: of.allowed, acts_for: of.acts_for })

// mayAct is whether an application may act for an API: nobody else can pass for it, and
// somebody of the tenant registered it.
const mayAct = (of: Client) => of.token_endpoint_auth_method !== 'none' && !of.registered_with

// Access is what the application may ask for, API by API, and for which of them it
// asks what tokens mean.
export function Access({ of }: { of: Client }) {
  const may = useMay('clients:write')
  const makes = useMay('resource-servers:write')
  const edit = useEdit(of, 'What the application may use is saved.')
  const form = useForm({ initialValues: held(of) })
  const newer = useNewer({ of, form, values: held, edit })
  return (
    <form onSubmit={form.onSubmit((v) => edit.mutate({ ...v, version: newer.version }, { onSuccess: newer.saved }))}>
      <Stack maw={720}>
        <Unsaved when={form.isDirty()} />
        <Newer of={newer} labels={{ allowed: 'What it may use', acts_for: 'In whose place it asks' }} />
        <Summary errors={{}} problem={newer.problem} />
        <Text size="sm" c="dimmed">What you take away, tokens already issued lose at once. What you add, only new tokens have.</Text>
        <ScopeChoice value={form.values.allowed} onChange={(allowed) => form.setFieldValue('allowed', allowed)} disabled={!may} />
        {mayAct(of) && <ActsForChoice value={form.values.acts_for} onChange={(server) => form.setFieldValue('acts_for', server)} disabled={!may || !makes} />}
        {may && <Group><Button type="submit" disabled={!form.isDirty()} loading={edit.isPending}>Save what it may use</Button></Group>}
      </Stack>
    </form>
  )
}
