// Times in filters are in UTC in the address, and of here in the fields.

const two = (n: number) => String(n).padStart(2, '0')

// here gives a time as a field for date and time has it, to the minute.
export function here(iso: string | undefined): string {
  const at = iso ? new Date(iso) : undefined
  if (!at || Number.isNaN(at.getTime())) return ''
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

// there gives what stands in such a field as a time of the address.
export function there(field: string): string | undefined {
  const at = new Date(field)
  return field === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

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
