import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { merged, outdated, same } from './newer'

interface Edited<T, V extends Record<string, unknown>> {
  // of is the thing as it was read last.
  of: T
  form: UseFormReturnType<V>
  // values are those of the form for a version of the thing.
  values: (of: T) => V
  // edit changes the thing; its read reads it again.
  edit: { isPending: boolean; error: unknown; reset: () => void; read: () => Promise<T> }
}

// useNewer keeps the version that a form was filled from, which its edit has to name.
// A version that comes in meanwhile fills a form in which nothing was typed; of one in
// which something was, Newer asks first, unless nothing that the form shows is other
// than it was. What was typed is never lost.
export function useNewer<T extends { version: number }, V extends Record<string, unknown>>({ of, form, values, edit }: Edited<T, V>) {
  const [base, setBase] = useState(of)
  const [taken, setTaken] = useState<{ field: string; now: unknown }[]>()
  const fill = (now: T, meant: V) => {
    form.resetDirty(values(now))
    form.setValues(meant)
    setBase(now)
  }
  const take = (now: T) => {
    const { values: meant, both } = merged(values(base), form.getValues(), values(now))
    fill(now, meant)
    setTaken(both.map((field) => ({ field: String(field), now: values(now)[field] })))
    edit.reset()
  }
  // sent is what is being saved: what is typed meanwhile is not in it, and stays.
  const sent = useRef<V>(undefined)
  const saved = (now: T) => {
    fill(now, sent.current ? merged(sent.current, form.getValues(), values(now)).values : values(now))
    setTaken(undefined)
  }
  const load = useMutation({ mutationFn: edit.read, onSuccess: take })
  const behind = of.version > base.version && !edit.isPending
  useEffect(() => {
    sent.current = edit.isPending ? form.getValues() : undefined
  }, [edit.isPending]) // and not whenever the form changes: what is typed later was not sent
  const untouched = !form.isDirty() || same(form.getValues(), values(of))
  const alike = same(values(of), values(base))
  useEffect(() => {
    if (behind && untouched) saved(of)
    else if (behind && alike) setBase(of)
  })
  const refused = outdated(edit.error)
  return {
    // version is the one to name, saved says that the edit was made.
    version: base.version, base, saved,
    // problem is what else is wrong with the edit.
    problem: refused ? undefined : edit.error,
    refused, behind: refused || (behind && !untouched && !alike), taken, load,
  }
}

export type Newness = Pick<ReturnType<typeof useNewer>, 'refused' | 'behind' | 'taken'> & {
  load: { mutate: () => void; isPending: boolean; isError: boolean; error: unknown }
}
