const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3600], ['minute', 60],
]

// relative says how long ago a time is, or how long until then.
export function relative(at: Date, now: Date, locale?: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return seconds > 0 ? 'in less than a minute' : 'just now'
}

// exact gives a time as it is here, and in UTC.
export function exact(at: Date, locale?: string): string {
  const here = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(at)
  return `${here} (${at.toISOString().slice(0, 19).replace('T', ' ')} UTC)`
}

// lasting says how long a number of seconds is.
export function lasting(seconds: number): string {
  for (const [unit, length] of steps.slice(2)) {
    if (seconds >= length && seconds % length === 0) {
      const count = seconds / length
      return `${count.toLocaleString()} ${unit}${count === 1 ? '' : 's'}`
    }
  }
  return `${seconds.toLocaleString()} second${seconds === 1 ? '' : 's'}`
}

// Times are in UTC in the address, and of here in the fields.

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
