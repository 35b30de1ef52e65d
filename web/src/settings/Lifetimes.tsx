import { Stack, Title } from '@mantine/core'
import type { Settings } from '../api/client'
import { useMay } from '../parts/Can'
import type { Lasting } from './fields'
import { LastingField } from './LastingField'
import { SettingsForm } from './SettingsForm'
import { useSettings } from './useSettings'

const groups: { title: string; fields: Lasting[] }[] = [
  { title: 'Tokens', fields: ['access_token_seconds', 'personal_access_token_seconds'] },
  { title: 'Refreshing', fields: ['refresh_seconds', 'refresh_idle_seconds', 'refresh_grace_seconds'] },
  { title: 'Secrets', fields: ['secret_overlap_seconds'] },
]

// Lifetimes are how long things last that were given out.
export function Lifetimes({ of }: { of: Settings }) {
  const own = useSettings(of)
  const may = useMay('settings:write')
  return (
    <SettingsForm of={own} verb="Save the lifetimes">
      {groups.map(({ title, fields }) => (
        <section key={title} className="card" style={{ maxWidth: 760 }} aria-labelledby={title}>
          <Title order={2} size="h3" id={title} mb="md">{title}</Title>
          <Stack gap="lg">{fields.map((field) => <LastingField key={field} field={field} {...own.field(field)} disabled={!may} />)}</Stack>
        </section>
      ))}
    </SettingsForm>
  )
}
