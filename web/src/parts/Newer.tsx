import { Button, Group, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { WholeName } from './Name'
import { inWords } from './newer'
import type { Newness } from './useNewer'
import { Wrong } from './Wrong'

// Newer answers when somebody else has changed what a form is about: it says so,
// leaves what was typed, and loads the newer version when asked to. labels are what
// the fields are called, and say what stands in one.
export function Newer({ of, labels, say = (_, value) => inWords(value) }: { of: Newness; labels: Record<string, string>; say?: (field: string, value: unknown) => string | undefined }) {
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (of.refused) notice.current?.focus()
  }, [of.refused])
  if (of.behind) {
    return (
      <div className="notice" role="alert" tabIndex={-1} ref={notice}>
        <Text size="sm" fw={600}>Somebody has changed this meanwhile</Text>
        <Text size="sm">{of.refused ? 'Nothing was saved. ' : ''}What you typed is still here, and stays when you load the newer version.</Text>
        <Group mt="xs"><Button size="compact-sm" variant="default" loading={of.load.isPending} onClick={() => of.load.mutate()}>Load the newer version</Button></Group>
        {of.load.isError && <Wrong what="The newer version could not be read" problem={of.load.error} />}
      </div>
    )
  }
  if (!of.taken) return null
  return (
    <div className="notice" role="status">
      <Text size="sm" fw={600}>The newer version is loaded</Text>
      {of.taken.length === 0
        ? <Text size="sm">What you typed is still there. Save it to keep it.</Text>
        : <Text size="sm">You both changed what follows. What you typed replaces it when you save.</Text>}
      {of.taken.map(({ field, now }) => {
        const theirs = say(field, now)
        return <Text size="sm" key={field}>{labels[field] ?? field}{theirs !== undefined && <>: theirs is <WholeName>{theirs}</WholeName></>}</Text>
      })}
    </div>
  )
}
