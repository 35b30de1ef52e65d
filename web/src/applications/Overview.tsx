import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Client } from '../api/client'
import { Can } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { checkName } from '../rules/names'
import { Danger } from './Danger'
import { useEdit, useNewerOf } from './edit'
import { Facts } from './Facts'

export const Overview = ({ of }: { of: Client }) => (
  <Stack gap="xl">
    <div className="card"><Facts of={of} /></div>
    <Can permission="clients:write"><Rename of={of} /></Can>
    <Danger of={of} />
  </Stack>
)

const held = (of: Client) => ({ name: of.name })

function Rename({ of }: { of: Client }) {
  const edit = useEdit(of, 'The application has another name now.')
  const form = useForm({ initialValues: held(of), validate: { name: checkName } })
  const newer = useNewerOf(of, form, held, edit)
  const save = form.onSubmit((v) => edit.mutate(
    { ...v, version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { name: 'name' })) },
  ))
  return (
    <section className="card" aria-labelledby="rename">
      <Title order={2} size="h3" id="rename" mb="sm">Name</Title>
      <form onSubmit={save}>
        <Stack gap="sm">
          <Unsaved when={form.isDirty()} />
          <Newer of={newer} labels={{ name: 'Name' }} />
          <Summary errors={form.errors} problem={newer.problem} />
          <TextInput label="Name" dir="auto" maw={480} autoComplete="off" {...form.getInputProps('name')} />
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the name</Button></Group>
          <Text size="xs" c="dimmed">Its id, and all that goes by it, stays.</Text>
        </Stack>
      </form>
    </section>
  )
}
