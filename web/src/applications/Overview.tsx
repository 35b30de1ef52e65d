import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Client } from '../api/client'
import { Can } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { checkName } from '../rules/names'
import { Danger } from './Danger'
import { useEdit } from './edit'
import { Facts } from './Facts'

export const Overview = ({ of }: { of: Client }) => (
  <Stack gap="xl">
    <div className="card"><Facts of={of} /></div>
    <Can permission="clients:write"><Rename of={of} key={of.version} /></Can>
    <Danger of={of} />
  </Stack>
)

function Rename({ of }: { of: Client }) {
  const edit = useEdit(of, 'The application has another name now.')
  const form = useForm({ initialValues: { name: of.name }, validate: { name: checkName } })
  return (
    <section className="card" aria-labelledby="rename">
      <Title order={2} size="h3" id="rename" mb="sm">Name</Title>
      <form onSubmit={form.onSubmit((v) => edit.mutate(v, { onError: (problem) => form.setErrors(fieldError(problem, { name: 'name' })) }))}>
        <Stack gap="sm">
          <Summary errors={form.errors} problem={edit.error} />
          <TextInput label="Name" dir="auto" maw={480} autoComplete="off" {...form.getInputProps('name')} />
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the name</Button></Group>
          <Text size="xs" c="dimmed">Its id, and all that goes by it, stays.</Text>
        </Stack>
      </form>
    </section>
  )
}
