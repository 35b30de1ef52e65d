import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import type { Settings } from '../api/client'
import { useMay } from '../parts/Can'
import { remarks } from './brand'
import { colorForm } from './fields'
import { Preview } from './Preview'
import { SettingsForm } from './SettingsForm'
import { useSettings } from './useSettings'

// Branding is the tenant's colour on the pages that people see, tried on while it is
// typed.
export function Branding({ of }: { of: Settings }) {
  const own = useSettings(of)
  const may = useMay('settings:write')
  const { value, onChange, error } = own.field('brand_color')
  const shown = colorForm.test(value) ? value : ''
  const said = remarks(shown)
  return (
    <SettingsForm of={own} verb="Save the colour">
      <section className="card" aria-labelledby="colour">
        <Title order={2} size="h3" id="colour" mb="md">The colour of your pages</Title>
        <Group align="end" gap="xs">
          <TextInput label="Colour" description="Of buttons, links and outlines, as # and six digits. Empty is Jeton’s own." placeholder="#8a5a00" w={280} maw="100%" maxLength={7} spellCheck={false} autoComplete="off" value={value} error={error} disabled={!may} onChange={(event) => onChange(event.currentTarget.value.trim())} />
          {may && <input type="color" className="swatch" aria-label="Pick the colour" value={shown || '#8a5a00'} onChange={(event) => onChange(event.currentTarget.value)} />}
          {may && value !== '' && <Button variant="default" onClick={() => onChange('')}>Use Jeton&rsquo;s own</Button>}
        </Group>
        <Stack gap={4} mt="sm" role="status">
          {said.map((remark) => <Text size="sm" key={remark}><span aria-hidden style={{ color: 'var(--caution)' }}>▲</span> {remark}</Text>)}
          {shown !== '' && said.length === 0 && <Text size="sm"><span aria-hidden style={{ color: 'var(--good)' }}>●</span> It can be seen well in both themes.</Text>}
        </Stack>
      </section>
      <section aria-labelledby="preview">
        <Title order={2} size="h3" id="preview" mb="sm">What people see</Title>
        <Group align="start" gap="md"><Preview color={shown} scheme="light" /><Preview color={shown} scheme="dark" /></Group>
      </section>
    </SettingsForm>
  )
}
