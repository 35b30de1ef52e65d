import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { checkName } from '../rules/names'
import { fieldError, Summary } from './form'
import { Newer } from './Newer'
import { Unsaved } from './Unsaved'
import { useNewer } from './useNewer'

interface Named { name: string; version: number }

interface Renamed<T extends Named> {
  of: T
  // stays is what the name does not touch.
  stays: string
  edit: {
    mutate: (edit: Named, after: { onSuccess: (now: T) => void; onError: (problem: unknown) => void }) => void
    read: () => Promise<T>
    reset: () => void
    isPending: boolean
    error: unknown
  }
}

const held = (of: Named) => ({ name: of.name })

// Rename gives a thing another name.
export function Rename<T extends Named>({ of, stays, edit }: Renamed<T>) {
  const form = useForm({ initialValues: held(of), validate: { name: checkName } })
  const newer = useNewer({ of, form, values: held, edit })
  const save = form.onSubmit((v) => edit.mutate(
    { ...v, version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { name: 'name' })) },
  ))
  return (
    <section className="card" aria-labelledby="rename">
      <Title order={2} size="h3" id="rename" mb="sm">Name</Title>
      <form onSubmit={save} noValidate>
        <Stack gap="sm">
          <Unsaved when={form.isDirty()} />
          <Newer of={newer} labels={{ name: 'Name' }} />
          <Summary errors={form.errors} problem={newer.problem} />
          <TextInput label="Name" dir="auto" maw={480} autoComplete="off" {...form.getInputProps('name')} />
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the name</Button></Group>
          <Text size="xs" c="dimmed">{stays}</Text>
        </Stack>
      </form>
    </section>
  )
}
