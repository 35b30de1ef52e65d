import type { Settings } from '../api/client'
import { isRate, rateBounds, rateInWords } from '../rules/rates'
import { lasting } from '../parts/time'

// What a tenant's settings are called, what they cause, and what they may be.

export type Values = Omit<Settings, 'version' | 'updated_at' | 'limits'>
export type Field = keyof Values
export type Lasting = { [F in Field]: F extends `${string}_seconds` ? F : never }[Field]

export const day = 86_400
const century = 3_153_600_000

interface Bounds {
  label: string
  help: string
  least: number
  most: number
  // none is what zero means, where it may be chosen.
  none?: string
}

export const lastings: Record<Lasting, Bounds> = {
  access_token_seconds: { label: 'Access tokens', help: 'How long one is good, where its API has no lifetime of its own. Those already issued keep theirs.', least: 1, most: century },
  refresh_seconds: { label: 'Staying connected', help: 'How long an application may get new tokens for a person without asking them again (refresh tokens). Counted from when the person agreed; it holds from the next refresh on.', least: 60, most: century },
  refresh_idle_seconds: { label: 'Unused refresh tokens', help: 'How long one refresh token may go unused before the person has to sign in again.', least: 60, most: century },
  refresh_grace_seconds: { label: 'Repeating a refresh', help: 'How long a used refresh token may be sent again, for when the answer got lost on its way.', least: 0, most: 600, none: 'not at all' },
  personal_access_token_seconds: { label: 'Personal access tokens', help: 'The longest that one may last which a person makes by hand. Those made before go on.', least: 3600, most: century, none: 'people make none' },
  secret_overlap_seconds: { label: 'Overlap of secrets', help: 'How long the older of two secrets stays valid when a new one is made.', least: 0, most: 366 * day, none: 'the older one ends at once' },
  session_seconds: { label: 'Staying signed in', help: 'How long a person stays signed in however much they use it. It holds for those who sign in from now on.', least: 60, most: century },
  session_idle_seconds: { label: 'Unused sessions', help: 'How long a session lasts that is not used. It holds at once, for everybody who is signed in.', least: 60, most: century },
}

const others: Record<Exclude<Field, Lasting>, string> = {
  signing_key_days: 'A key signs for', brand_color: 'Colour', require_pushed_authorization_requests: 'Pushed authorization requests', dynamic_registration: 'Applications register themselves',
  caller_requests_per_second: 'Each application and API',
}

// labels are what all of them are called.
export const labels: Record<Field, string> = { ...others, ...Object.fromEntries(Object.entries(lastings).map(([field, { label }]) => [field, label])) } as Record<Field, string>

// valuesOf gives what of the settings can be chosen.
export function valuesOf({ version: _version, updated_at: _updated, limits: _limits, ...values }: Settings): Values {
  return values
}

// changed gives what of the values is another than it was.
export function changed(was: Values, is: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(is).filter(([field, value]) => value !== was[field as Field]))
}

export const colorForm = /^#[0-9a-fA-F]{6}$/

// check says what is wrong with values, field by field.
export function check(values: Values): Partial<Record<Field, string>> {
  const wrong: Partial<Record<Field, string>> = {}
  for (const [field, { label, ...bounds }] of Object.entries(lastings) as [Lasting, Bounds][]) {
    if (!within(values[field], bounds)) wrong[field] = `${label}: ${boundsOf(bounds)}.`
  }
  const days = values.signing_key_days
  if (!Number.isInteger(days) || days < 1 || days > 3650) wrong.signing_key_days = 'A key signs for 1 to 3,650 days.'
  if (!isRate(values.caller_requests_per_second)) wrong.caller_requests_per_second = rateBounds
  if (values.brand_color !== '' && !colorForm.test(values.brand_color)) wrong.brand_color = 'A colour is # and six digits of 0 to 9 and a to f.'
  return wrong
}

const within = (seconds: number, { least, most, none }: Pick<Bounds, 'least' | 'most' | 'none'>) =>
  Number.isInteger(seconds) && ((seconds >= least && seconds <= most) || (none !== undefined && seconds === 0))

// boundsOf says how long something may last.
export function boundsOf({ least, most, none }: Pick<Bounds, 'least' | 'most' | 'none'>): string {
  const from = least === 0 ? 1 : least
  return `${long(from)} to ${long(most)}${none === undefined ? '' : `, or 0: ${none}`}`
}

// long says a number of seconds, and of a hundred years that.
const long = (seconds: number) => (seconds === century ? '100 years' : lasting(seconds))

// told says what a setting is.
export function told(field: Field, value: Values[Field]): string {
  if (field in lastings) return value === 0 ? (lastings[field as Lasting].none ?? 'none') : long(value as number)
  if (field === 'signing_key_days') return value === 1 ? '1 day' : `${(value as number).toLocaleString()} days`
  if (field === 'caller_requests_per_second') return rateInWords(value as number)
  if (field === 'brand_color') return value === '' ? 'Jeton’s own' : String(value)
  if (field === 'dynamic_registration') return value === 'token' ? 'with an initial access token' : 'not at all'
  return value ? 'required of all' : 'left to each application'
}
