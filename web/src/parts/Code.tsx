import { Group } from '@mantine/core'
import { Copy } from './Copy'

// Code is lines to paste elsewhere.
export const Code = ({ children, of }: { children: string; of: string }) => (
  <div>
    <Group justify="end" mb={4}><Copy text={children} of={of} /></Group>
    <pre className="code" tabIndex={0} role="region" aria-label={of}>{children}</pre>
  </div>
)
