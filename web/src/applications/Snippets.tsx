import { Chip, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client } from '../api/client'
import { self } from '../api/queries'
import { Code } from '../parts/Code'
import { snippetsFor } from './snippets'

// Snippets are lines to begin with, with the real addresses in them.
export function Snippets({ of }: { of: Client }) {
  const me = useQuery(self).data
  const [chosen, choose] = useState('curl')
  if (!me) return null
  const all = snippetsFor(of, me.tenant.issuer)
  const snippet = all.find((s) => s.id === chosen) ?? all[0]!
  return (
    <Stack>
      <Chip.Group value={snippet.id} onChange={choose}>
        <Group gap={8} role="radiogroup" aria-label="Language">{all.map((s) => <Chip key={s.id} value={s.id}>{s.label}</Chip>)}</Group>
      </Chip.Group>
      <Text size="sm" c="dimmed">{snippet.about}</Text>
      <Code of={`Lines for ${snippet.label}`}>{snippet.code}</Code>
    </Stack>
  )
}
