import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { Name } from '../parts/Name'
import { here, relative, there } from '../parts/time'
import { FilterChip } from './FilterChip'
import { kinds, states, type TokenSearch } from './filter'
import { useAPINames } from '../apis/names'
import { usePersonName } from './names'
import { PickAPI, PickClient, PickPerson } from './pickers'

interface Filtering {
  search: TokenSearch
  onSearch: (search: TokenSearch) => void
  // fixed is the application whose page this is, which is no choice there.
  fixed?: boolean
}

// Filters narrow a list of tokens.
export function Filters({ search, onSearch, fixed }: Filtering) {
  const set = (change: TokenSearch) => onSearch({ ...search, ...change })
  const apiName = useAPINames()
  const personName = usePersonName(search.user)
  return (
    <Group mb="md" gap="xs" role="group" aria-label="Filters">
      {!fixed && (
        <FilterChip label="Application" value={search.client && <Name>{search.client}</Name>} onClear={() => set({ client: undefined })}>
          {(close) => <PickClient onPick={(client) => { set({ client }); close() }} />}
        </FilterChip>
      )}
      <FilterChip label="Person" value={search.user && <Name>{personName}</Name>} onClear={() => set({ user: undefined })}>
        {(close) => <PickPerson onPick={(user) => { set({ user }); close() }} />}
      </FilterChip>
      <FilterChip label="API" value={search.api && <Name>{apiName(search.api) ?? search.api}</Name>} onClear={() => set({ api: undefined })}>
        {(close) => <PickAPI onPick={(api) => { set({ api }); close() }} />}
      </FilterChip>
      <FilterChip label="Kind" value={search.kind && kinds[search.kind]} onClear={() => set({ kind: undefined })}>
        {(close) => <Choices of={kinds} at={search.kind} onPick={(kind) => { set({ kind }); close() }} />}
      </FilterChip>
      <FilterChip label="State" value={search.state && states[search.state]} onClear={() => set({ state: undefined })}>
        {(close) => <Choices of={states} at={search.state} onPick={(state) => { set({ state }); close() }} />}
      </FilterChip>
      <FilterChip label="Issued" value={issuedIn(search)} onClear={() => set({ after: undefined, before: undefined })}>
        {(close) => <Span search={search} onSpan={(span) => { set(span); close() }} />}
      </FilterChip>
      {search.grant && <FilterChip label="Family" value={<Name mono>{search.grant}</Name>} onClear={() => set({ grant: undefined })}>{() => 'Tokens that came of one authorization.'}</FilterChip>}
    </Group>
  )
}

function Choices<T extends string>({ of, at, onPick }: { of: Record<T, string>; at?: T; onPick: (value: T) => void }) {
  return (
    <Stack gap={4}>
      {(Object.keys(of) as T[]).map((value, i) => (
        <Button key={value} variant="subtle" color="gray" c="inherit" justify="start" aria-pressed={value === at} onClick={() => onPick(value)} data-autofocus={i === 0 || undefined}>{of[value]}</Button>
      ))}
    </Stack>
  )
}

function issuedIn({ after, before }: TokenSearch): string | undefined {
  const said = (at: string) => new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  const since = after && `after ${said(after)} (${relative(new Date(after), new Date())})`
  const until = before && `before ${said(before)}`
  return since || until ? [since, until].filter(Boolean).join(', ') : undefined
}

const spans: [string, number][] = [['In the last hour', 3600], ['In the last 24 hours', 86_400], ['In the last 7 days', 604_800]]

function Span({ search, onSpan }: { search: TokenSearch; onSpan: (span: Pick<TokenSearch, 'after' | 'before'>) => void }) {
  const [after, setAfter] = useState(here(search.after))
  const [before, setBefore] = useState(here(search.before))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSpan({ after: there(after), before: there(before) })
  }
  return (
    <Stack gap="sm">
      <Stack gap={4}>
        {spans.map(([label, seconds], i) => (
          <Button key={label} variant="subtle" color="gray" c="inherit" justify="start" data-autofocus={i === 0 || undefined} onClick={() => onSpan({ after: new Date(Math.floor(Date.now() / 60_000) * 60_000 - seconds * 1000).toISOString() })}>{label}</Button>
        ))}
      </Stack>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput type="datetime-local" label="After" value={after} onChange={(event) => setAfter(event.currentTarget.value)} />
          <TextInput type="datetime-local" label="Before" value={before} onChange={(event) => setBefore(event.currentTarget.value)} />
          <Group><Button type="submit" variant="default" disabled={!after && !before}>Show what was issued then</Button></Group>
        </Stack>
      </form>
    </Stack>
  )
}
