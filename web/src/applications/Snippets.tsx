import { useQuery } from '@tanstack/react-query'
import type { Client } from '../api/client'
import { self } from '../api/queries'
import { Snippets as Shown } from '../parts/Snippets'
import { snippetsFor } from './snippets'

// Snippets get the application a token, with the real addresses in them.
export function Snippets({ of }: { of: Client }) {
  const me = useQuery(self).data
  return me && <Shown all={snippetsFor(of, me.tenant.issuer)} />
}
