import { Text, TextInput } from '@mantine/core'
import { useId, useState, type KeyboardEvent } from 'react'
import { Name } from '../parts/Name'

export interface Hit {
  id: string
  name: string
}

interface Picked {
  label: string
  text: string
  onText: (text: string) => void
  hits: Hit[]
  looking?: boolean
  onPick: (id: string) => void
}

// Pick finds one of many by what its name begins with, or takes an id as it is.
export function Pick({ label, text, onText, hits, looking, onPick }: Picked) {
  const [at, setAt] = useState(0)
  const list = useId()
  const id = text.trim()
  const shown = id === '' || hits.some((hit) => hit.id === id) || looking ? hits : [...hits, { id, name: '' }]
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && shown.length > 0) {
      event.preventDefault()
      setAt((at + step + shown.length) % shown.length)
    }
    const hit = shown[at]
    if (event.key === 'Enter' && hit) onPick(hit.id)
  }
  return (
    <>
      <TextInput
        data-autofocus label={label} role="combobox" aria-expanded aria-controls={list} aria-activedescendant={shown[at] ? `${list}-${at}` : undefined} autoComplete="off" spellCheck={false} maxLength={254}
        value={text} onChange={(event) => { onText(event.currentTarget.value); setAt(0) }} onKeyDown={press}
      />
      <div id={list} role="listbox" aria-label={label} style={{ marginTop: 8 }}>
        {shown.map((hit, i) => (
          <div key={hit.id} id={`${list}-${i}`} role="option" aria-selected={i === at} className="hit" onClick={() => onPick(hit.id)} onMouseMove={() => setAt(i)}>
            <Text size="sm" component="div">{hit.name ? <Name>{hit.name}</Name> : <>The id <Name mono>{hit.id}</Name></>}</Text>
            {hit.name && <Text size="xs" c="dimmed" component="div" truncate><Name mono>{hit.id}</Name></Text>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <Text size="sm" c="dimmed" role="status">{looking ? 'Looking.' : 'There is none.'}</Text>}
    </>
  )
}
