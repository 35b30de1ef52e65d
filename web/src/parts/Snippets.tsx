import { Chip, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Code } from './Code'
import type { Snippet } from './snippet'

// Snippets are shown one at a time, by language.
export function Snippets({ all }: { all: Snippet[] }) {
  const [chosen, choose] = useState('curl')
  const snippet = all.find((s) => s.id === chosen) ?? all[0]!
  return (
    <Stack>
      <Chip.Group value={snippet.id} onChange={choose}>
        <Group gap={8} role="radiogroup" aria-label="Language">{all.map((s) => <Chip key={s.id} value={s.id}>{s.label}</Chip>)}</Group>
      </Chip.Group>
      <Text size="sm" c="dimmed">{snippet.about}</Text>
      {snippet.files.map(({ name, code }) => <Code key={name ?? ''} of={name ?? `Lines for ${snippet.label}`} name={name}>{code}</Code>)}
    </Stack>
  )
}
