import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client } from '../api/client'
import { clients } from '../api/queries'
import { Name } from '../parts/Name'

// ApplicationChoice is one application, found by what its name or id begins with.
export function ApplicationChoice({ value, onChange }: { value?: Client; onChange: (value?: Client) => void }) {
  const [typed, setTyped] = useState('')
  // What is chosen is written where it was typed, and is not looked for.
  const [asked] = useDebouncedValue(typed === value?.client_id ? '' : typed.trim(), 200)
  const query = useInfiniteQuery(clients(asked))
  const found = query.data?.pages[0]?.items ?? []
  const all = value && !found.some((c) => c.client_id === value.client_id) ? [value, ...found] : found
  const named = (id: string) => all.find((c) => c.client_id === id)?.name ?? id
  return (
    <Select
      label="Issued to the application" description="By what its name or id begins with." placeholder="Find an application" searchable data={all.map((c) => c.client_id)} filter={({ options }) => options}
      nothingFoundMessage={query.isPending ? undefined : 'No application begins so'} value={value?.client_id ?? null} onChange={(id) => onChange(all.find((c) => c.client_id === id))}
      searchValue={typed} onSearchChange={setTyped} autoComplete="off" spellCheck={false} autoCapitalize="none"
      renderOption={({ option }) => <span style={{ minWidth: 0 }}><Name>{named(option.value)}</Name><br /><Name mono>{option.value}</Name></span>}
    />
  )
}
