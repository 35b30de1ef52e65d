import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'

// Copy copies a text and says so.
export function Copy({ text, of, label = 'Copy' }: { text: string; of: string; label?: string }) {
  const clipboard = useClipboard({ timeout: 2000 })
  const icon = clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
  return (
    <Button size="compact-sm" variant="default" leftSection={icon} onClick={() => clipboard.copy(text)} aria-label={`${label} ${of}`}>
      <span aria-live="polite">{clipboard.error ? 'Not copied' : clipboard.copied ? 'Copied' : label}</span>
    </Button>
  )
}
