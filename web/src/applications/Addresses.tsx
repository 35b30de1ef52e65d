import { Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Client } from '../api/client'
import { useMay } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { useEdit } from './edit'
import { RedirectList, wrongAddress } from './RedirectList'

const held = (of: Client) => ({ redirects: of.redirect_uris ?? [], out: of.post_logout_redirect_uris ?? [] })

// Addresses are where people may be sent to: nowhere else, ever.
export function Addresses({ of }: { of: Client }) {
  const may = useMay('clients:write')
  const native = of.application_type === 'native'
  const edit = useEdit(of, 'The addresses are saved.')
  const form = useForm({
    initialValues: held(of),
    validate: { redirects: (uris) => wrongAddress(uris, native) ?? (uris.length ? undefined : 'People need an address to come back to.'), out: (uris) => wrongAddress(uris, native) },
  })
  const newer = useNewer({ of, form, values: held, edit })
  const save = form.onSubmit((v) => edit.mutate(
    { redirect_uris: v.redirects, post_logout_redirect_uris: v.out, version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { redirect_uris: 'redirects', post_logout_redirect_uris: 'out' })) },
  ))
  const list = (field: 'redirects' | 'out') => ({
    native, disabled: !may, value: form.values[field], onChange: (uris: string[]) => form.setFieldValue(field, uris), error: form.errors[field] ? String(form.errors[field]) : undefined,
  })
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="lg" maw={720}>
        <Unsaved when={form.isDirty()} />
        <Newer of={newer} labels={{ redirects: 'Where people come back to', out: 'Where people go after signing out' }} />
        <Summary errors={form.errors} problem={newer.problem} />
        <RedirectList label="Where people come back to (redirect_uris)" help="Matched character for character; of http on 127.0.0.1 and [::1] the port may be another." example="https://shop.example.com/callback" {...list('redirects')} />
        <RedirectList label="Where people go after signing out (post_logout_redirect_uris)" help="Optional." example="https://shop.example.com/" {...list('out')} />
        {may
          ? <Group><Button type="submit" loading={edit.isPending} disabled={!form.isDirty()}>Save the addresses</Button></Group>
          : <Text size="sm" c="dimmed">You may look at these and not change them.</Text>}
      </Stack>
    </form>
  )
}
