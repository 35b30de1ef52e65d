import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMayAny } from './Can'

// Aspect is a tab of a page about one thing: for which ones, and for whom.
export interface Aspect<T> {
  id: string
  label: string
  of?: (thing: T) => boolean
  permission?: string
  page: (thing: T) => ReactNode
}

// Aspects are the tabs of a page; the address says which one is open, and the first
// is where it names none that there is.
export function Aspects<T>({ all, of, tab, show }: { all: Aspect<T>[]; of: T; tab?: string; show: (tab?: string) => void }) {
  const may = useMayAny()
  const shown = all.filter((aspect) => (aspect.of?.(of) ?? true) && may(aspect.permission))
  const at = shown.find((aspect) => aspect.id === tab) ?? shown[0]
  return (
    <Tabs value={at?.id ?? null} onChange={(to) => show(to ?? undefined)} keepMounted={false}>
      <Tabs.List mb="lg">{shown.map(({ id, label }) => <Tabs.Tab key={id} value={id}>{label}</Tabs.Tab>)}</Tabs.List>
      {shown.map(({ id, page }) => <Tabs.Panel key={id} value={id}>{page(of)}</Tabs.Panel>)}
    </Tabs>
  )
}
