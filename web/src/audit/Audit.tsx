import { Button, Drawer, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type MouseEvent } from 'react'
import type { AuditEvent } from '../api/client'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { Table } from '../parts/Table'
import { Time } from '../parts/Time'
import { Event } from './Event'
import { Export } from './Export'
import { nameOf } from './filter'
import { Filters } from './Filters'
import { PartyName } from './PartyName'
import { events, type EventFilter } from './queries'
import { party, said } from './words'

// Audit is what was changed here, by whom, and what it was before.
export function Audit() {
  const { open, ...filter } = useSearch({ from: '/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const [exporting, setExporting] = useState(false)
  const query = useInfiniteQuery(events(filter))
  const narrow = (to: EventFilter) => void navigate({ search: { ...to, open: undefined }, replace: true, resetScroll: false })
  const show = (event?: AuditEvent) => void navigate({ search: { ...filter, open: event && nameOf(event) }, resetScroll: false })
  const narrowed = Object.values(filter).some((value) => value !== undefined)
  return (
    <>
      <Heading
        title="Audit log" lead="What was changed, by whom, and what it was before. Nothing here can be altered."
        action={<Button variant="default" onClick={() => setExporting(true)}>Export</Button>}
      />
      <Filters filter={filter} onChange={narrow} />
      <Table<AuditEvent>
        label="Events" query={query} id={(e) => e.id} opens={show}
        columns={[
          { label: 'What was done', cell: (e) => <Done of={e} show={show} /> },
          { label: 'To what', cell: (e) => <PartyName of={e.object} />, wide: true, width: '27%' },
          { label: 'By whom', cell: (e) => <PartyName of={e.actor} />, wide: true, width: '27%' },
          { label: 'When', cell: (e) => <Time at={e.at} />, width: '130px' },
        ]}
        empty={<Text size="sm">{narrowed ? 'Nothing of that kind was done in that time.' : 'Nothing was changed yet.'}</Text>}
      />
      <Drawer opened={open !== undefined} onClose={() => show()} position="right" title="Event" size={560}>
        {open !== undefined && <Event name={open} narrow={(to) => narrow({ ...filter, ...to })} />}
      </Drawer>
      {exporting && <Export filter={filter} onClose={() => setExporting(false)} />}
    </>
  )
}

// Done is what was done; where there is no room for more, what to is beneath it.
function Done({ of, show }: { of: AuditEvent; show: (event: AuditEvent) => void }) {
  const { kind, id } = party(of.object)
  const look = (event: MouseEvent) => {
    event.stopPropagation()
    show(of)
  }
  return (
    <>
      <button type="button" className="plain" onClick={look}><Name>{said(of.action)}</Name></button>
      <Text size="xs" c="dimmed" component="div" truncate className="wide"><Name mono>{of.action}</Name></Text>
      <Text size="xs" c="dimmed" component="div" truncate className="narrow"><Name>{`${kind} ${id}`}</Name></Text>
    </>
  )
}
