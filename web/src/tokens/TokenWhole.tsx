import { Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Moment, Token, Verdict } from '../api/client'
import { LifeLine } from './LifeLine'
import { useAPINames } from '../apis/names'
import { TokenFacts } from './TokenFacts'
import { Verdicts } from './Verdicts'

interface Whole {
  of: Token
  history: Moment[]
  verdicts: Verdict[]
  onOpen: (id: string) => void
}

// TokenWhole is everything there is to know about a token.
export function TokenWhole({ of, history, verdicts, onOpen }: Whole) {
  const known = useAPINames()
  const apiName = (id: string) => verdicts.find((verdict) => verdict.resource_server === id)?.name ?? known(id)
  return (
    <Stack gap="xl">
      <Part title="What each API is told"><Verdicts of={verdicts} /></Part>
      <Part title="Its life"><LifeLine of={of} history={history} apiName={apiName} onOpen={onOpen} /></Part>
      <Part title="What is recorded"><TokenFacts of={of} apiName={apiName} /></Part>
    </Stack>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title}><Title order={2} size="h3" mb="sm">{title}</Title>{children}</section>
)
