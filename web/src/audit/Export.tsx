import { Button, Group, Modal, Progress, Radio, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { counted } from '../parts/counted'
import { Wrong } from '../parts/Wrong'
import { tenant } from '../place'
import { begun, gather, most, writers, type Format, type Gathered } from './export'
import { pageOf, type EventFilter } from './queries'

// Export writes what the filters select to a file, reading it a page at a time. After
// an error or a stop it goes on from where it was; what does not go into one file goes
// into the next.
export function Export({ filter, onClose }: { filter: EventFilter; onClose: () => void }) {
  const [format, setFormat] = useState<Format>('csv')
  const [sofar, setSofar] = useState<Gathered>()
  const [file, setFile] = useState(1)
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const name = `audit-${tenant}-${new Date().toISOString().slice(0, 10)}${file > 1 ? `-${file}` : ''}.${format}`
  const reading = useMutation({
    mutationFn: (from?: Gathered) => {
      const here = (stop.current = new AbortController())
      return gather(format, (cursor) => pageOf(filter, cursor, here.signal), setSofar, from)
    },
    onSuccess: (all) => keep(name, writers[format].type, all.parts),
  })
  const further = () => {
    setFile(file + 1)
    reading.mutate({ ...begun(format), next: sofar?.next ?? null })
  }
  const stopped = reading.isError && stop.current?.signal.aborted
  const narrowed = Object.values(filter).some((value) => value !== undefined)
  const count = counted({ count: sofar?.count ?? 0, more: false }, 'event')
  const more = reading.isSuccess && reading.data.next !== null
  return (
    <Modal opened onClose={onClose} title="Export the audit log" centered>
      <Stack>
        {reading.isSuccess ? (
          <Text size="sm" role="status">
            {count} {sofar?.count === 1 ? 'is' : 'are'} in <span className="mono whole">{name}</span>, newest first.{more && ' That is as many as go into one file, and there are older ones.'}
          </Text>
        ) : (
          <>
            <Text size="sm">{narrowed ? 'What the filters select' : 'The whole log'} is written to a file, newest first, up to {most.toLocaleString()} events in each. Secrets are never in it.</Text>
            <Radio.Group label="As" value={format} onChange={(value) => setFormat(value as Format)}>
              <Stack gap="xs" mt="xs">
                <Radio value="csv" disabled={!!sofar || reading.isPending} label="CSV" description="For a spreadsheet. What would begin a formula there is written as text." />
                <Radio value="jsonl" disabled={!!sofar || reading.isPending} label="JSON lines" description="For a program: each line is an event, as the API gives it." />
              </Stack>
            </Radio.Group>
          </>
        )}
        {reading.isPending && <Progress value={100} animated aria-label="Reading the log" />}
        {!reading.isSuccess && (sofar || reading.isPending || stopped) && <Text size="sm" role="status">{count} read{stopped ? '. Stopped: no file was written.' : reading.isPending ? ' so far' : ''}</Text>}
        {reading.isError && !stopped && <Wrong what="The log could not be read to its end; no file was written" problem={reading.error} />}
        <Group justify="end">
          {reading.isPending
            ? <Button variant="default" onClick={() => stop.current?.abort()}>Stop</Button>
            : <Button variant="default" onClick={onClose}>Close</Button>}
          {more && <Button onClick={further}>Write the next file</Button>}
          {!reading.isSuccess && <Button loading={reading.isPending} onClick={() => reading.mutate(sofar)}>{sofar ? 'Go on' : 'Write the file'}</Button>}
        </Group>
      </Stack>
    </Modal>
  )
}

function keep(name: string, type: string, parts: string[]) {
  const url = URL.createObjectURL(new Blob(parts, { type }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
