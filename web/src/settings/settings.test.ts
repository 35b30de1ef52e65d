import { expect, test } from 'vitest'
import cases from '../../../api/login/testdata/brands.json'
import type { Settings } from '../api/client'
import { contrast, grounds, lookOf, remarks } from './brand'
import { boundsOf, changed, check, lastings, told, valuesOf } from './fields'
import { limitInWords } from '../rules/rates'
import { secondsOf, unitOf } from './units'

test.each(cases)('$color looks here as it does on the pages', ({ color, on_brand, light, dark }) => {
  expect(lookOf(color, 'light')).toEqual({ brand: color.toLowerCase(), onBrand: on_brand, accent: light })
  expect(lookOf(color, 'dark')).toEqual({ brand: color.toLowerCase(), onBrand: on_brand, accent: dark })
  expect(contrast(light, grounds.light[0])).toBeGreaterThanOrEqual(4.5)
})

test('what cannot be seen well is said', () => {
  expect(remarks('')).toEqual([])
  expect(remarks('#zzzzzz')).toEqual([])
  expect(remarks('#ffff00').join(' ')).toMatch(/darker in the light theme.*hardly stands out.*light theme/)
  expect(remarks('#000000').join(' ')).toMatch(/lighter in the dark theme.*hardly stands out.*dark theme/)
  expect(lookOf('', 'light').accent).toBe('#8a5a00')
})

const of: Settings = {
  access_token_seconds: 3600, signing_key_days: 90, secret_overlap_seconds: 86_400, session_seconds: 2_592_000, session_idle_seconds: 604_800, refresh_seconds: 7_776_000,
  refresh_idle_seconds: 2_592_000, refresh_grace_seconds: 30, personal_access_token_seconds: 0, brand_color: '', require_pushed_authorization_requests: false,
  dynamic_registration: 'off', caller_requests_per_second: 0, limits: { requests_per_second: 2000, caller_requests_per_second: 500 }, version: 3, updated_at: '2026-11-26T12:00:00Z',
}

test('what is saved is what was changed', () => {
  const was = valuesOf(of)
  expect(was).not.toHaveProperty('version')
  expect(was).not.toHaveProperty('limits')
  expect(changed(was, was)).toEqual({})
  expect(changed(was, { ...was, access_token_seconds: 600, brand_color: '#1d4ed8' })).toEqual({ access_token_seconds: 600, brand_color: '#1d4ed8' })
})

test('what cannot be kept is said at its field', () => {
  expect(check(valuesOf(of))).toEqual({})
  for (const [field, values] of Object.entries({
    access_token_seconds: [0, Number.NaN, 1.5, 3_153_600_001], refresh_grace_seconds: [601, -1], personal_access_token_seconds: [60, 3599], session_seconds: [59],
    signing_key_days: [0, 3651, Number.NaN], caller_requests_per_second: [-1, 1.5, 1_000_001, Number.NaN], brand_color: ['red', '#fff', '#12345g', '#1d4ed8;}'],
  })) {
    for (const value of values) expect(Object.keys(check({ ...valuesOf(of), [field]: value }))).toEqual([field])
  }
  expect(boundsOf(lastings.refresh_grace_seconds)).toBe('1 second to 10 minutes, or 0: not at all')
  expect(boundsOf(lastings.personal_access_token_seconds)).toBe('1 hour to 100 years, or 0: people make none')
})

test('settings are said in words', () => {
  expect(told('access_token_seconds', 600)).toBe('10 minutes')
  expect(told('personal_access_token_seconds', 0)).toBe('people make none')
  expect(told('signing_key_days', 1)).toBe('1 day')
  expect(told('brand_color', '')).toBe('Jeton’s own')
  expect([0, 1, 500].map((rate) => told('caller_requests_per_second', rate))).toEqual(['what the installation allows', '1 request a second', '500 requests a second'])
  expect(limitInWords(0)).toBe('as many as come')
})

test('lengths are in the largest unit that fits', () => {
  expect([86_400, 7200, 90 * 60, 61, 0].map(unitOf)).toEqual(['days', 'hours', 'minutes', 'seconds', 'days'])
  expect([secondsOf(2, 'hours'), secondsOf(0, 'days'), secondsOf('', 'days')]).toEqual([7200, 0, Number.NaN])
})
