import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Moment, Token } from '../api/client'
import { useMay } from '../parts/Can'
import { Name, WholeName } from '../parts/Name'
import { Status } from '../parts/Status'
import { Time } from '../parts/Time'
import { sentence } from '../parts/Wrong'
import { calledOf, kinds, stateOf } from './filter'
import { lifeOf, type Point, type Tone } from './life'
import { Actor } from './names'
import { family, familySize, grant } from './queries'
import { Worth } from './Worth'

const shapes: Record<Tone, string> = { plain: '●', ended: '✕', over: '○', coming: '◌' }

interface Lived {
  of: Token
  history: Moment[]
  apiName: (id: string) => string | undefined
  onOpen: (id: string) => void
}

// LifeLine draws what happened to a token, oldest first, with its family as branches.
// A client's own grant is no family worth drawing: all its tokens come from it.
export function LifeLine({ of, history, apiName, onOpen }: Lived) {
  const from = useQuery({ ...grant(of.grant), enabled: useMay('grants:read') && of.grant !== '' && of.user !== undefined })
  const others = useQuery({ ...family(of.grant), enabled: of.grant !== '' && of.user !== undefined })
  const points = lifeOf({ token: of, history, grant: from.data, family: others.data?.items, now: new Date() })
  const more = others.data?.next_cursor != null
  return (
    <>
      <ol className="life" aria-label="What happened to it, oldest first">
        {points.map((point, i) => (
          <li key={`${point.at} ${point.words} ${i}`} data-tone={point.tone} data-branch={point.branches !== undefined || point.folded !== undefined || undefined}>
            <span className="shape" aria-hidden>{shapes[point.tone]}</span>
            <div><Told point={point} of={of} apiName={apiName} onOpen={onOpen} /></div>
          </li>
        ))}
      </ol>
      {others.isError && <Text size="sm" c="dimmed">Its family could not be read, and is not drawn.</Text>}
      {of.grant !== '' && (
        <Text size="sm" mt="sm">
          {more && `Only the newest ${familySize} of its family are drawn. `}
          <Link to="/tokens" search={{ grant: of.grant }} className="link">{of.user ? 'List its whole family' : 'List what else the application got for itself'}</Link>
        </Text>
      )}
    </>
  )
}

function Told({ point, of, apiName, onOpen }: { point: Point; of: Token; apiName: (id: string) => string | undefined; onOpen: (id: string) => void }) {
  return (
    <>
      <Text size="sm" component="div">
        {point.words}{point.who && <> <Actor of={point.who} apiName={apiName} /></>}{point.then && <> {point.then}{point.then === 'for' && of.user && <> <WholeName>{of.username ?? of.user}</WholeName></>}</>}
        {point.reason && <>: <WholeName>{sentence(point.reason)}</WholeName></>}
      </Text>
      {point.worth && <Text size="sm" component="div"><Worth of={point.worth} apiName={apiName} /></Text>}
      {point.branches?.map((token) => (
        <Text size="sm" component="div" key={token.id} className="twig">
          <Anchor component="button" type="button" inherit underline="always" onClick={() => onOpen(token.id)} aria-label={`${kinds[token.kind]} ${calledOf(token)}`}>{kinds[token.kind]}</Anchor>
          <Status is={stateOf(token)} /><Text span size="xs" c="dimmed"><Name mono>{calledOf(token)}</Name></Text>
        </Text>
      ))}
      <Text size="xs" c="dimmed" component="div"><Time at={point.at} /></Text>
    </>
  )
}
