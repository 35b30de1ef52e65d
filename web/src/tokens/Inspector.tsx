import { Group, Stack, Text, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Inspection } from '../api/client'
import { Heading } from '../parts/Page'
import { Status } from '../parts/Status'
import { Wrong } from '../parts/Wrong'
import { kinds, stateOf } from './filter'
import { Paste } from './Paste'
import { take } from './pasted'
import { RevokeButtons } from './RevokeButtons'
import { TokenWhole } from './TokenWhole'
import { useInspection } from './useInspection'
import { usePasting } from './usePasting'
import { answerOf } from './words'

// Inspector says what a token is that somebody holds, and takes it back.
export function Inspector() {
  const [brought, bring] = useState(() => broughtOf(take()))
  const { asking, found, problem, inspect, again, forget } = useInspection()
  usePasting(useCallback((token: string) => bring(broughtOf(token)), []))
  useEffect(() => {
    if (brought) void inspect(brought.token)
  }, [brought, inspect])
  return (
    <>
      <Heading title="Inspect a token" lead="Says what it is, what each API is told about it and why, and takes it back." />
      <Stack gap="xl">
        <Paste onToken={(token) => void inspect(token)} onClear={() => { bring(undefined); forget() }} token={brought?.token} asking={asking} />
        {problem !== undefined && <Wrong what="It is not known what it is" problem={problem} again={again} />}
        {found && <Found of={found} again={again} />}
      </Stack>
    </>
  )
}

// What is pasted beside the field counts each time, though it be the same.
const broughtOf = (token: string | undefined) => (token === undefined ? undefined : { token })

// Found is the answer. It takes the focus, so that it is read out, and what can be
// done about it is the next thing.
function Found({ of, again }: { of: Inspection; again: () => void }) {
  const navigate = useNavigate()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [of])
  const answer = answerOf(of)
  const { record } = of
  return (
    <Stack gap="xl">
      <section className={answer.bad ? 'card danger' : 'card'} aria-labelledby="answer">
        <Title order={2} id="answer" tabIndex={-1} ref={heading} style={{ outline: 'none' }}>{answer.title}</Title>
        {record && <Text size="sm" component="div" mt={4}><Group gap="md">{kinds[record.kind]}<Status is={stateOf(record)} /></Group></Text>}
        <Stack gap={4} mt="sm" mb={record ? 'md' : 0}>{answer.lines.map((line) => <Text size="sm" key={line} className="whole">{line}</Text>)}</Stack>
        {record && <RevokeButtons of={record} onRevoked={again} />}
      </section>
      {record && <div className="card"><TokenWhole of={record} history={of.history} verdicts={of.verdicts} onOpen={(open) => void navigate({ to: '/tokens', search: { open } })} /></div>}
    </Stack>
  )
}
