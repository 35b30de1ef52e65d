import { Stack, Text, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, ask, type Preview as Previewed, type ResourceServer } from '../api/client'
import { useMay } from '../parts/Can'
import { Wrong } from '../parts/Wrong'
import { About, type Asked } from './About'
import { Comparison } from './Comparison'
import type { Changes } from './policy'

interface Shown { preview: Previewed; changed: boolean }

// Preview shows what each API is told of one token as things are, beside what it would
// be told with changes that are not saved yet. Once shown, it follows them.
export function Preview({ of, changes }: { of: ResourceServer; changes: Changes }) {
  // The token stays here and in the body of the request: neither the address nor what
  // is remembered of answers ever has it.
  const asked = useRef<Asked>(undefined)
  const [shown, setShown] = useState<Shown>()
  const may = useMay('resource-servers:write')
  const digest = JSON.stringify({ ...changes, version: of.version })
  const changed = Object.keys(changes).length > 0
  const show = useMutation({
    mutationFn: async (about: Asked): Promise<Shown> => ({
      preview: await ask(api.POST('/resource-servers/{id}/preview', { params: { path: { id: of.id } }, body: { edit: { ...changes, version: of.version }, ...about } })), changed,
    }),
    onSuccess: setShown,
    gcTime: 0,
  })
  const follow = useDebouncedCallback(() => { if (asked.current) show.mutate(asked.current) }, 300)
  useEffect(() => follow(), [digest, follow])
  return (
    <section className="card" aria-labelledby="preview">
      <Title order={2} size="h3" id="preview">{may ? 'What would be different' : 'What each API is told'}</Title>
      <Text size="sm" c="dimmed" mb="md">Of one token: what each API is told as things are{may && ', and what it would be told with the policy above'}. Nothing is changed by looking.</Text>
      <Stack>
        <About onAsk={(about) => { asked.current = about; show.mutate(about) }} pending={show.isPending} />
        {show.isError && <Wrong what="It cannot be shown" problem={show.error} />}
        {shown && !show.isError && <Comparison {...shown} />}
      </Stack>
    </section>
  )
}
