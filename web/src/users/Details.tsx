import { Button, Checkbox, Group, Stack, Textarea, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { User } from '../api/client'
import { fieldError, Summary } from '../parts/form'
import { checkName } from '../rules/names'
import { useEdit } from './edit'
import { checkEmail, checkUsername, readAttributes, writeAttributes } from './rules'

// Details are what somebody is called, to be changed.
export function Details({ of }: { of: User }) {
  const edit = useEdit(of, 'The details are saved.')
  const form = useForm({
    initialValues: { name: of.name, username: of.username, email: of.email, email_verified: of.email_verified, attributes: writeAttributes(of.attributes) },
    validate: {
      name: checkName,
      username: checkUsername,
      email: checkEmail,
      attributes: (text) => (readAttributes(text) ? undefined : 'Attributes are an object of JSON, such as {"department": "sales"}.'),
    },
  })
  // Of another address nobody knows yet whose it is.
  form.watch('email', ({ value }) => form.setFieldValue('email_verified', value === of.email && of.email_verified))
  const save = form.onSubmit(({ attributes, ...v }) => edit.mutate(
    { ...v, attributes: form.isDirty('attributes') ? readAttributes(attributes) : undefined },
    { onError: (problem) => form.setErrors(fieldError(problem, { name: 'name', username: 'username', email: 'email', email_verified: 'email_verified', attributes: 'attributes' })) },
  ))
  return (
    <section className="card" aria-labelledby="details">
      <Title order={2} size="h3" id="details" mb="sm">Change their details</Title>
      <form onSubmit={save} noValidate>
        <Stack gap="md" maw={560}>
          <Summary errors={form.errors} problem={edit.error} />
          <TextInput label="Name" dir="auto" autoComplete="off" {...form.getInputProps('name')} />
          <TextInput label="Username" description="They sign in with the new one from then on. Their id, and all that goes by it, stays." autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('username')} />
          <TextInput label="Email" type="email" autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('email')} />
          <Checkbox label="It is known that the address is theirs (email_verified)" description="Applications are told so, and may rely on it." disabled={form.values.email === ''} {...form.getInputProps('email_verified', { type: 'checkbox' })} />
          <Textarea label="Attributes" description="Whatever else applications are to know of them, as JSON. Optional." autosize minRows={2} maxRows={12} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('attributes')} />
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the details</Button></Group>
        </Stack>
      </form>
    </section>
  )
}
