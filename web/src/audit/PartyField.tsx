import { Autocomplete, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { clients } from '../api/queries'
import { useMay } from '../parts/Can'
import { Name } from '../parts/Name'
import { peopleLike } from '../users/queries'
import { complete } from './words'

// PartyField asks for a person or an application by name, or for anything by its id.
// Only what is complete goes into the filter: half a name would find nothing.
export function PartyField({ label, value, onChange }: { label: string; value?: string; onChange: (value: string | undefined) => void }) {
  const [typed, setTyped] = useState(value ?? '')
  useEffect(() => setTyped(value ?? ''), [value])
  const [asked] = useDebouncedValue(typed.trim(), 250)
  const looks = asked !== '' && !complete(asked) && asked.length <= 254
  const persons = useQuery({ ...peopleLike(asked), enabled: useMay('users:read') && looks })
  const programs = useInfiniteQuery({ ...clients(asked), enabled: useMay('clients:read') && looks })
  const named = new Map<string, string>([
    ...(persons.data ?? []).map((user) => [`user:${user.id}`, user.name || user.username] as const),
    ...(programs.data?.pages[0]?.items ?? []).slice(0, 8).map((client) => [`client:${client.client_id}`, client.name] as const),
  ])
  const type = (text: string) => {
    setTyped(text)
    if (text.trim() === '') onChange(undefined)
    else if (named.has(text)) onChange(text)
  }
  const settle = () => {
    const text = typed.trim()
    if (complete(text) && text !== value) onChange(text)
  }
  return (
    <Autocomplete
      label={label} placeholder="A name, or kind:id" spellCheck={false} autoCapitalize="none" value={typed} onChange={type} onBlur={settle}
      onKeyDown={(event) => { if (event.key === 'Enter') settle() }}
      data={looks ? [...named.keys()] : []} filter={({ options }) => options} openOnFocus={false}
      renderOption={({ option }) => (
        <div style={{ minWidth: 0 }}><Name>{named.get(option.value) ?? option.value}</Name><Text size="xs" c="dimmed" component="div" truncate><Name mono>{option.value}</Name></Text></div>
      )}
    />
  )
}
