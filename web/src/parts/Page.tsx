import { Group, Text, Title } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { shortened } from './Name'

let first = true

// Heading begins a page: it names the document and takes the focus when somebody
// came from elsewhere in the console, so that a screen reader says where they are.
export function Heading({ title, children, lead, action }: { title: string; children?: ReactNode; lead?: ReactNode; action?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${shortened(title)} · Jeton`
  }, [title])
  useEffect(() => {
    if (!first) heading.current?.focus()
    first = false
  }, [])
  return (
    <Group justify="space-between" align="start" mb="lg" gap="md">
      <div style={{ flex: '1 1 320px', minWidth: 0 }}>
        <Title order={1} ref={heading} tabIndex={-1}>{children ?? title}</Title>
        {lead && <Text c="dimmed" size="sm" mt={4} component="div">{lead}</Text>}
      </div>
      {action}
    </Group>
  )
}
