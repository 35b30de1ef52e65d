import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { Copy } from './Copy'

export interface Shown {
  title: string
  // lines are what belongs together, such as an id and its secret.
  lines: { label: string; value: string }[]
  note: ReactNode
  file: string
}

// SecretPanel shows a secret for the only time. It closes on purpose and by nothing
// else: what is lost here is lost.
export function SecretPanel({ shown, onClose }: { shown: Shown | undefined; onClose: () => void }) {
  return (
    <Modal opened={shown !== undefined} onClose={onClose} title={shown?.title} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false} centered size="lg">
      {shown && <Inside shown={shown} onClose={onClose} />}
    </Modal>
  )
}

function Inside({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const [kept, setKept] = useState(false)
  const download = () => {
    const text = shown.lines.map((line) => `${line.label}: ${line.value}\n`).join('')
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    Object.assign(document.createElement('a'), { href: url, download: shown.file }).click()
    URL.revokeObjectURL(url)
  }
  return (
    <Stack>
      <Text size="sm" component="div">{shown.note}</Text>
      {shown.lines.map((line) => (
        <div key={line.label}>
          <Group justify="space-between" mb={4}>
            <Text size="sm" fw={600}>{line.label}</Text>
            <Copy text={line.value} of={line.label.toLowerCase()} />
          </Group>
          <div className="secret mono">{line.value}</div>
        </div>
      ))}
      <Checkbox checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} label="I have put it where it belongs. It cannot be shown again." />
      <Group justify="end">
        <Button variant="default" onClick={download}>Download</Button>
        <Button disabled={!kept} onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  )
}
