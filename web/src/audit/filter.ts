// An event is named in the address by its time and its id: so it is found at once,
// wherever in the log it is.
export const nameOf = ({ at, id }: { at: string; id: string }) => `${at}_${id}`

// spanOf gives the id in such a name, and the millisecond in which it is.
export function spanOf(name: string): { id: string; after: string; before: string } | undefined {
  const [time = '', ...rest] = name.split('_')
  const at = Date.parse(time)
  if (Number.isNaN(at) || rest.length === 0) return undefined
  return { id: rest.join('_'), after: new Date(at).toISOString(), before: new Date(at + 1).toISOString() }
}
