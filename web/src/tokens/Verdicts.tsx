import { Button, Stack } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Verdict } from '../api/client'
import { Code } from '../parts/Code'
import { WholeName } from '../parts/Name'
import { sameForAll, worstFirst } from './words'

const shownAtFirst = 8

// Verdicts is what each API would be told, in words, the worst news first.
export function Verdicts({ of }: { of: Verdict[] }) {
  const [all, setAll] = useState(false)
  const verdicts = worstFirst(of)
  const same = sameForAll(verdicts)
  const shown = all ? verdicts : verdicts.slice(0, shownAtFirst)
  return (
    <Stack gap="xs" align="start">
      <ul className="verdicts" aria-label="What each API is told">
        {same && !all ? <Plain>{same}</Plain> : shown.map((verdict) => <Line key={verdict.resource_server} of={verdict} />)}
      </ul>
      {!all && (same || shown.length < verdicts.length) && <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>{same ? 'Show each API' : `Show all ${verdicts.length.toLocaleString()} APIs`}</Button>}
    </Stack>
  )
}

const Plain = ({ children }: { children: ReactNode }) => <li><span aria-hidden style={{ color: 'var(--quiet)' }}>○</span><div className="whole">{children}</div></li>

function Line({ of }: { of: Verdict }) {
  const [told, setTold] = useState(false)
  // The name is anybody's text, and must not reorder what is said of it.
  const said = of.explanation.startsWith(of.name) ? <><b><WholeName>{of.name}</WholeName></b>{of.explanation.slice(of.name.length)}</> : of.explanation
  if (!of.told) return <Plain>{said}</Plain>
  return (
    <li>
      <span aria-hidden style={{ color: 'var(--good)' }}>●</span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <div className="whole">{said}</div>
        <Button size="compact-sm" variant="subtle" px={8} ml={-8} aria-expanded={told} onClick={() => setTold(!told)} aria-label={`${told ? 'Hide' : 'Show'} what ${of.name} is told`}>{told ? 'Hide what it is told' : 'Show what it is told'}</Button>
        {told && <Code of={`What ${of.name} is told`}>{JSON.stringify(of.told, undefined, 2)}</Code>}
      </div>
    </li>
  )
}
