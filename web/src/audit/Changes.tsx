import { Text } from '@mantine/core'
import { WholeName } from '../parts/Name'
import { changes, type Item, type Mark } from './changes'

const looks: Record<Mark, { word: string; shape: string; color: string }> = {
  changed: { word: 'Changed', shape: '≠', color: 'var(--caution)' },
  added: { word: 'New', shape: '+', color: 'var(--good)' },
  removed: { word: 'Gone', shape: '−', color: 'var(--wrong)' },
}

// Changes shows what was beside what is. Every difference is a word and a shape; of
// what was made or removed there is one side alone.
export function Changes({ before, after }: { before: unknown; after: unknown }) {
  const all = changes(before, after)
  if (all.length === 0) return <Text size="sm" c="dimmed">It has no values to compare: what was done says it all.</Text>
  const was = all.some(({ mark }) => mark !== 'added')
  const is = all.some(({ mark }) => mark !== 'removed')
  return (
    <div className="framed">
      <table className="changes" aria-label="Before and after">
        <thead><tr><th scope="col">What</th>{was && <th scope="col">{is ? 'Before' : 'As it was last'}</th>}{is && <th scope="col">{was ? 'After' : 'As it was made'}</th>}</tr></thead>
        <tbody>
          {all.map((change) => (
            <tr key={change.name}>
              <th scope="row"><WholeName mono>{change.name}</WholeName>{was && is && <div><Marked is={change.mark} /></div>}</th>
              {was && <td data-label="Before"><Side items={change.before} /></td>}
              {is && <td data-label="After"><Side items={change.after} /></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Marked = ({ is }: { is: Mark }) => <span style={{ whiteSpace: 'nowrap', fontWeight: 400 }}><span aria-hidden style={{ color: looks[is].color }}>{looks[is].shape}</span> {looks[is].word}</span>

function Side({ items }: { items: Item[] }) {
  if (items.length === 0) return <Text size="sm" c="dimmed" span>not there</Text>
  return items.map((item, i) => <div key={i}><WholeName>{item.text}</WholeName>{item.mark && <> <Marked is={item.mark} /></>}</div>)
}
