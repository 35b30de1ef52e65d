import { Button, Group, Popover } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface Chipped {
  label: string
  // value is what the filter is set to, undefined if to nothing.
  value?: ReactNode
  onClear: () => void
  // children chooses a value, and closes.
  children: (close: () => void) => ReactNode
}

// FilterChip is one filter: what it is set to, a way to set it, and to take it away.
export function FilterChip({ label, value, onClear, children }: Chipped) {
  const [opened, { close, toggle }] = useDisclosure()
  const set = value !== undefined
  return (
    <Group gap={0} wrap="nowrap" maw="100%" className="filter" data-set={set || undefined}>
      <Popover opened={opened} onChange={(open) => !open && close()} position="bottom-start" trapFocus returnFocus width={300} transitionProps={{ duration: 0 }}>
        <Popover.Target>
          <Button size="compact-sm" h={32} variant="default" onClick={toggle} leftSection={set ? undefined : <IconPlus size={14} aria-hidden />} style={{ minWidth: 0 }}>
            <span className="name">{label}{set && <>: {value}</>}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>{children(close)}</Popover.Dropdown>
      </Popover>
      {set && <Button size="compact-sm" h={32} px={8} variant="default" onClick={onClear} style={{ flexShrink: 0 }} aria-label={`Take the filter away: ${label.toLowerCase()}`}><IconX size={14} aria-hidden /></Button>}
    </Group>
  )
}
