import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../parts/Can'
import { Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { labels, told, type Field, type Values } from './fields'
import type { useSettings } from './useSettings'

// SettingsForm stands around the fields of a part of the settings.
export function SettingsForm({ of, verb, children }: { of: ReturnType<typeof useSettings>; verb: string; children: ReactNode }) {
  const may = useMay('settings:write')
  const { form, edit, newer, save } = of
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="lg">
        <Unsaved when={form.isDirty()} />
        <Newer of={newer} labels={labels} say={(field, value) => told(field as Field, value as Values[Field])} />
        <Summary errors={form.errors} problem={newer.problem} />
        {children}
        {may
          ? <Group><Button type="submit" loading={edit.isPending} disabled={!form.isDirty()}>{verb}</Button>{form.isDirty() && <Button variant="default" onClick={() => form.reset()}>Take it back</Button>}</Group>
          : <Text size="sm" c="dimmed">You may look at these and not change them.</Text>}
      </Stack>
    </form>
  )
}
