import { Button, Group, Title } from '@mantine/core'
import { useState } from 'react'
import { Copy } from './Copy'

const endpoints = [
  ['Issuer', ''], ['Metadata', '/.well-known/openid-configuration'], ['Tokens', '/oauth2/token'], ['Introspection', '/oauth2/introspect'], ['Keys', '/oauth2/jwks'],
] as const

// Endpoints are where a tenant answers.
export function Endpoints({ issuer }: { issuer: string }) {
  const [shown, setShown] = useState(false)
  return (
    <section className="card" aria-labelledby="where">
      <Title order={2} size="h3" id="where" mb="sm">Addresses</Title>
      <dl className="facts">
        {endpoints.slice(0, shown ? undefined : 1).map(([label, path]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd><Group gap="xs"><span className="mono whole">{issuer}{path}</span><Copy text={issuer + path} of={`the address: ${label.toLowerCase()}`} /></Group></dd>
          </div>
        ))}
      </dl>
      <Button mt="sm" size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? 'Show fewer' : 'Show all addresses'}</Button>
    </section>
  )
}
