import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { here, there } from '../parts/time'
import { PartyField } from './PartyField'
import type { EventFilter } from './queries'
import { actions, said } from './words'

// Filters narrow the log. They stand in the address, so that what is looked at can be
// sent to somebody. Where there is no room they are shown when asked for.
export function Filters({ filter, onChange }: { filter: EventFilter; onChange: (filter: EventFilter) => void }) {
  const [shown, setShown] = useState(false)
  const set = (part: EventFilter) => onChange({ ...filter, ...part })
  const known = filter.action && !actions.includes(filter.action) ? [filter.action, ...actions] : actions
  const narrowed = Object.values(filter).some((value) => value !== undefined)
  return (
    <div style={{ marginBottom: 16 }}>
      <Button className="narrow" variant="default" mb="sm" aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? 'Hide the filters' : 'Show the filters'}</Button>
      <div className="filters" role="group" aria-label="Filters" data-shown={shown || undefined}>
        <Select
          label="What was done" placeholder="Anything" searchable clearable clearButtonProps={{ 'aria-label': 'Anything that was done' }} nothingFoundMessage="Nothing is called that"
          value={filter.action ?? null} onChange={(action) => set({ action: action ?? undefined })} data={known.map((action) => ({ value: action, label: said(action) }))}
        />
        <PartyField label="By whom" value={filter.actor} onChange={(actor) => set({ actor })} />
        <PartyField label="To what" value={filter.object} onChange={(object) => set({ object })} />
        <TextInput label="From" type="datetime-local" value={here(filter.after)} onChange={(event) => set({ after: there(event.currentTarget.value) })} />
        <TextInput label="Until" type="datetime-local" value={here(filter.before)} onChange={(event) => set({ before: there(event.currentTarget.value) })} />
      </div>
      {narrowed && <Button variant="default" size="compact-sm" mt="sm" onClick={() => onChange({})}>Clear the filters</Button>}
    </div>
  )
}
