import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { self } from '../api/queries'
import { WholeName } from '../parts/Name'
import { lookOf, type Scheme } from './brand'

const schemes: Record<Scheme, { label: string; ground: string; card: string; line: string; text: string; soft: string }> = {
  light: { label: 'In the light theme', ground: '#f6f4f0', card: '#ffffff', line: '#d9d4ca', text: '#23211d', soft: '#645f56' },
  dark: { label: 'In the dark theme', ground: '#171614', card: '#201f1c', line: '#3b3832', text: '#ece8e0', soft: '#a8a297' },
}

// Preview is the sign-in page as it would be with a colour. Nothing in it works.
export function Preview({ color, scheme }: { color: string; scheme: Scheme }) {
  const tenant = useQuery(self).data?.tenant.name ?? ''
  const { label, ground, card, line, text, soft } = schemes[scheme]
  const { brand, onBrand, accent } = lookOf(color, scheme)
  const field = { background: ground, border: `1px solid ${soft}`, borderRadius: 6, height: 40, margin: '4px 0 12px' }
  return (
    <figure style={{ flex: '1 1 300px', maxWidth: 440, minWidth: 0, margin: 0 }}>
      <div role="img" aria-label={`The sign-in page ${label.charAt(0).toLowerCase()}${label.slice(1)}`} style={{ background: ground, color: text, padding: 24, borderRadius: 6, border: '1px solid var(--line)', fontSize: 14 }}>
        <div style={{ background: card, border: `1px solid ${line}`, borderRadius: 6, padding: 24 }}>
          <div style={{ borderBottom: `1px solid ${line}`, paddingBottom: 12, marginBottom: 16, fontWeight: 600 }}><WholeName>{tenant}</WholeName></div>
          <div style={{ fontSize: 20, fontWeight: 600 }}>Sign in</div>
          <div style={{ color: soft, marginBottom: 16 }}>to go on to <b style={{ color: text }}>Storefront</b></div>
          <b>Username</b><div style={{ ...field, outline: `2px solid ${accent}`, outlineOffset: 2 }} />
          <b>Password</b><div style={field} />
          <div data-look="button" style={{ background: brand, color: onBrand, border: `1px solid ${accent}`, borderRadius: 6, padding: '10px 16px', textAlign: 'center', fontWeight: 600 }}>Sign in</div>
          <div style={{ marginTop: 16, color: accent, textDecoration: 'underline' }}>A link</div>
        </div>
      </div>
      <Text component="figcaption" size="xs" c="dimmed" mt={4}>{label}</Text>
    </figure>
  )
}
