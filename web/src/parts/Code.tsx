import { Group } from '@mantine/core'
import { Copy } from './Copy'

// Code is lines to paste elsewhere, or a file, which has a name.
export const Code = ({ children, of, name }: { children: string; of: string; name?: string }) => (
  <div>
    <Group justify="space-between" mb={4}><span className="mono">{name}</span><Copy text={children} of={of} /></Group>
    <pre className="code" tabIndex={0} role="region" aria-label={of}>{children}</pre>
  </div>
)
