import { Button, Checkbox, Group, Stack, Textarea, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { User } from '../api/client'
import { fieldError, Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { checkName } from '../rules/names'
import { useEdit } from './edit'
import { checkEmail, checkUsername, readAttributes, writeAttributes } from './rules'

// An address and whether it is theirs are one thing: of another address nobody knows
// yet whose it is.
const held = (of: User) => ({ name: of.name, username: of.username, email: { address: of.email, verified: of.email_verified }, attributes: writeAttributes(of.attributes) })

const labels = { name: 'Name', username: 'Username', email: 'Email', attributes: 'Attributes' }

// Details are what somebody is called, to be changed.
export function Details({ of }: { of: User }) {
  const edit = useEdit(of, 'The details are saved.')
  const form = useForm({
    initialValues: held(of),
    validate: {
      name: checkName,
      username: checkUsername,
      email: { address: checkEmail },
      attributes: (text) => (readAttributes(text) ? undefined : 'Attributes are an object of JSON, such as {"department": "sales"}.'),
    },
  })
  const newer = useNewer({ of, form, values: held, edit })
  const { base } = newer
  const write = (address: string) => {
    form.setFieldValue('email.address', address)
    form.setFieldValue('email.verified', address === base.email && base.email_verified)
  }
  const save = form.onSubmit(({ attributes, email, ...v }) => edit.mutate(
    { ...v, email: email.address, email_verified: email.verified, attributes: form.isDirty('attributes') ? readAttributes(attributes) : undefined, version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { name: 'name', username: 'username', email: 'email.address', email_verified: 'email.verified', attributes: 'attributes' })) },
  ))
  return (
    <section className="card" aria-labelledby="details">
      <Title order={2} size="h3" id="details" mb="sm">Change their details</Title>
      <form onSubmit={save} noValidate>
        <Stack gap="md" maw={560}>
          <Unsaved when={form.isDirty()} />
          <Newer of={newer} labels={labels} />
          <Summary errors={form.errors} problem={newer.problem} />
          <TextInput label="Name" dir="auto" autoComplete="off" {...form.getInputProps('name')} />
          <TextInput label="Username" description="They sign in with the new one from then on. Their id, and all that goes by it, stays." autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('username')} />
          <TextInput label="Email" type="email" autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('email.address')} onChange={(event) => write(event.currentTarget.value)} />
          <Checkbox label="It is known that the address is theirs (email_verified)" description="Applications are told so, and may rely on it." disabled={form.values.email.address === ''} {...form.getInputProps('email.verified', { type: 'checkbox' })} />
          <Textarea label="Attributes" description="Whatever else applications are to know of them, as JSON. Optional." autosize minRows={2} maxRows={12} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('attributes')} />
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the details</Button></Group>
        </Stack>
      </form>
    </section>
  )
}
