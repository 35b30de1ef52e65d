// What becomes of a tenant's colour on the pages that people see, by the same rules as
// the server's (api/login/brand.go); testdata/brands.json there is what both are held
// to.

type Rgb = [number, number, number]

const black: Rgb = [0, 0, 0]
const white: Rgb = [255, 255, 255]

// grounds are the colours that text stands on: of the page and of the card.
export const grounds = { light: ['#f6f4f0', '#ffffff'], dark: ['#171614', '#201f1c'] } as const
export type Scheme = keyof typeof grounds

// legible is the least contrast of text, visible that of shapes (WCAG 2.2).
const legible = 4.5
const visible = 3

// own is what the pages have where no colour is chosen.
const own: Record<Scheme, Look> = {
  light: { brand: '#8a5a00', onBrand: '#ffffff', accent: '#8a5a00' },
  dark: { brand: '#e0b252', onBrand: '#201a0c', accent: '#e0b252' },
}

// Look is the colour of buttons, of what stands on them, and of links and outlines.
export interface Look {
  brand: string
  onBrand: string
  accent: string
}

function parse(color: string): Rgb | undefined {
  const digits = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)
  return digits ? [parseInt(digits[1]!, 16), parseInt(digits[2]!, 16), parseInt(digits[3]!, 16)] : undefined
}

const hex = (color: Rgb) => `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((channel) => {
    const s = channel / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function between(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

// contrast is the contrast ratio of two colours.
export const contrast = (a: string, b: string) => between(parse(a) ?? black, parse(b) ?? black)

const mix = (color: Rgb, other: Rgb, share: number) => color.map((channel, i) => Math.round(channel * (1 - share) + other[i]! * share)) as Rgb

// lookOf gives what a colour looks like in a scheme, empty for Jeton's own.
export function lookOf(color: string, scheme: Scheme): Look {
  const brand = parse(color)
  if (!brand) return own[scheme]
  const towards = scheme === 'light' ? black : white
  const on = grounds[scheme].map((ground) => parse(ground)!)
  let accent = towards
  for (let step = 0; step <= 100; step++) {
    const mixed = mix(brand, towards, step / 100)
    if (on.every((ground) => between(mixed, ground) >= legible)) {
      accent = mixed
      break
    }
  }
  return { brand: hex(brand), onBrand: hex(between(brand, white) >= between(brand, black) ? white : black), accent: hex(accent) }
}

// remarks say where a colour cannot be seen well, and what is done about it.
export function remarks(color: string): string[] {
  if (!parse(color)) return []
  return (['light', 'dark'] as const).flatMap((scheme) => {
    const look = lookOf(color, scheme)
    const card = grounds[scheme][1]
    const ratio = (Math.floor(contrast(color, card) * 100) / 100).toLocaleString()
    const said: string[] = []
    if (look.accent !== look.brand) said.push(`Links and outlines are ${scheme === 'light' ? 'darker' : 'lighter'} in the ${scheme} theme, ${look.accent}: as it is, the colour is too faint to read there.`)
    if (contrast(color, card) < visible) said.push(`The button hardly stands out from the card in the ${scheme} theme (${ratio} to 1): it is known by its outline.`)
    return said
  })
}
