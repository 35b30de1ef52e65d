// Lengths of time as people enter them: a number and a unit.

export const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const
export type Unit = keyof typeof units

// unitOf gives the largest unit in which a length is a whole number; nothing at all is
// counted in days.
export function unitOf(seconds: number): Unit {
  return (['days', 'hours', 'minutes'] as const).find((unit) => seconds % units[unit] === 0) ?? 'seconds'
}

// secondsOf reads what was typed; what is no number is no length.
export function secondsOf(count: number | string, unit: Unit): number {
  return typeof count === 'number' ? Math.round(count * units[unit]) : Number.NaN
}
