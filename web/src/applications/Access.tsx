import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Client } from '../api/client'
import { useMay } from '../parts/Can'
import { Summary } from '../parts/form'
import { useEdit } from './edit'
import { ScopeChoice } from './ScopeChoice'

// Access is what the application may ask for, API by API.
export function Access({ of }: { of: Client }) {
  const may = useMay('clients:write')
  const [allowed, setAllowed] = useState(of.allowed)
  const edit = useEdit(of, 'What the application may use is saved.')
  return (
    <Stack maw={720}>
      <Summary errors={{}} problem={edit.error} />
      <Text size="sm" c="dimmed">What you take away, tokens already issued lose at once. What you add, only new tokens have.</Text>
      <ScopeChoice value={allowed} onChange={setAllowed} disabled={!may} />
      {may && <Group><Button disabled={allowed === of.allowed} loading={edit.isPending} onClick={() => edit.mutate({ allowed })}>Save what it may use</Button></Group>}
    </Stack>
  )
}
