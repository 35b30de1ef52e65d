import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { checkName } from '../rules/names'
import { fieldError, Summary } from './form'

interface Renamed {
  name: string
  // stays is what the name does not touch.
  stays: string
  edit: { mutate: (edit: { name: string }, after: { onError: (problem: unknown) => void }) => void; isPending: boolean; error: unknown }
}

export function Rename({ name, stays, edit }: Renamed) {
  const form = useForm({ initialValues: { name }, validate: { name: checkName } })
  return (
    <section className="card" aria-labelledby="rename">
      <Title order={2} size="h3" id="rename" mb="sm">Name</Title>
      <form onSubmit={form.onSubmit((values) => edit.mutate(values, { onError: (problem) => form.setErrors(fieldError(problem, { name: 'name' })) }))} noValidate>
        <Stack gap="sm">
          <Summary errors={form.errors} problem={edit.error ?? undefined} />
          <TextInput label="Name" dir="auto" maw={480} autoComplete="off" {...form.getInputProps('name')} />
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the name</Button></Group>
          <Text size="xs" c="dimmed">{stays}</Text>
        </Stack>
      </form>
    </section>
  )
}
