import { Button, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

// DangerZone is what cannot be taken back, or stops something that runs: last on its
// page, and apart.
export const DangerZone = ({ children }: { children: ReactNode }) => (
  <section className="card danger" aria-labelledby="danger">
    <Title order={2} size="h3" id="danger" mb="md">Danger zone</Title>
    <Stack gap="md">{children}</Stack>
  </section>
)

// Drastic is one such thing: it says what it will do before its button works.
export const Drastic = ({ title, what, button, disabled, onClick }: { title: string; what: ReactNode; button: string; disabled?: boolean; onClick: () => void }) => (
  <Group justify="space-between" align="center" gap="md">
    <div style={{ flex: '1 1 280px' }}><Text size="sm" fw={600}>{title}</Text><Text size="sm" c="dimmed">{what}</Text></div>
    <Button variant="default" disabled={disabled} onClick={onClick} style={disabled ? undefined : { color: 'var(--wrong)' }}>{button}</Button>
  </Group>
)
