import { Stack, Text } from '@mantine/core'
import type { Preview, Verdict } from '../api/client'
import { WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { because, differences, type Difference, type Member } from './differences'

// Comparison lays what each API is told as things are beside what it would be told.
export function Comparison({ preview, changed }: { preview: Preview; changed: boolean }) {
  const all = differences(preview)
  const different = all.filter((d) => d.words.length > 0)
  const same = all.filter((d) => d.words.length === 0)
  if (!changed) {
    return (
      <Stack role="region" aria-label="What each API is told">
        <Text size="sm" role="status">The policy above is the one that holds. This is what each API is told by it.</Text>
        {all.map((d) => <One key={d.now.resource_server} of={d} />)}
      </Stack>
    )
  }
  return (
    <Stack role="region" aria-label="What each API is told">
      <Text size="sm" fw={600} role="status">{different.length === 0 ? 'Nothing is different for any API.' : different.length === 1 ? 'One API is told something else.' : `${different.length.toLocaleString()} APIs are told something else.`}</Text>
      {different.map((d) => <One key={d.now.resource_server} of={d} />)}
      {same.length > 0 && (
        <details>
          <summary>{different.length === 0 ? 'What each is told' : same.length === 1 ? 'One other, for which nothing changes' : `${same.length.toLocaleString()} others, for which nothing changes`}</summary>
          <Stack mt="md">{same.map((d) => <One key={d.now.resource_server} of={d} />)}</Stack>
        </details>
      )}
    </Stack>
  )
}

function One({ of: { now, then, members, words } }: { of: Difference }) {
  const differs = words.length > 0
  return (
    <section className="difference" data-differs={differs || undefined} aria-label={now.name}>
      <Text fw={600} size="sm" component="h3" m={0}><WholeName>{now.name}</WholeName> <Text span size="xs" c="dimmed"><WholeName mono>{now.identifier}</WholeName></Text></Text>
      {words.map((text) => <Text size="sm" key={text}><span aria-hidden style={{ color: 'var(--caution)' }}>≠</span> {text}</Text>)}
      <table className="told">
        {differs && <thead><tr><td /><th scope="col">As things are</th><th scope="col">With your changes</th></tr></thead>}
        <tbody>
          <tr><th scope="row">token</th><td><Outcome of={now} /></td>{differs && <td><Outcome of={then} /></td>}</tr>
          {members.map((member) => <tr key={member.label}><th scope="row" className="mono">{member.label}</th><td><Value>{member.now}</Value></td>{differs && <td data-how={member.how}><After member={member} /></td>}</tr>)}
        </tbody>
      </table>
    </section>
  )
}

const Outcome = ({ of }: { of: Verdict }) => (of.active ? <Status is="active" /> : <><Status is="inactive" /><Text size="xs" c="dimmed">{because(of)}</Text></>)

const Value = ({ children }: { children?: string }) => (children === undefined ? <Text span size="sm" c="dimmed">not told</Text> : <WholeName mono>{children}</WholeName>)

const marks: Record<Member['how'], { shape: string; word: string }> = {
  same: { shape: '', word: '' }, new: { shape: '+', word: 'newly told' }, gone: { shape: '−', word: 'no longer told' }, other: { shape: '≠', word: 'another' },
}

function After({ member: { then, how } }: { member: Member }) {
  if (how === 'same') return <Value>{then}</Value>
  const { shape, word } = marks[how]
  return <>{then !== undefined && <><WholeName mono>{then}</WholeName>{' '}</>}<Text span size="sm" fw={600}><span aria-hidden>{shape}</span> {word}</Text></>
}
