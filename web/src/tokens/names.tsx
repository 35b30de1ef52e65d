import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../parts/Can'
import { WholeName } from '../parts/Name'
import { user } from '../users/queries'

// usePersonName gives what a person signs in by, or their id where that is all there
// is to know.
export function usePersonName(id: string | undefined): string {
  const may = useMay('users:read')
  return useQuery({ ...user(id ?? ''), enabled: may && id !== undefined, retry: false, staleTime: 60_000 }).data?.username ?? id ?? ''
}

export const Person = ({ id }: { id: string }) => <WholeName>{usePersonName(id)}</WholeName>

// Actor is who did something, from the form it has in histories: a kind, a colon, an
// id.
export function Actor({ of, apiName }: { of: string; apiName?: (id: string) => string | undefined }) {
  const at = of.indexOf(':')
  const [kind, id] = [of.slice(0, at), of.slice(at + 1)]
  switch (kind) {
    case 'client':
      return <>the application <Link to="/applications/$id" params={{ id }} className="link"><WholeName>{id}</WholeName></Link></>
    case 'user':
      return <Person id={id} />
    case 'resource-server':
      return <WholeName>{apiName?.(id) ?? id}</WholeName>
    case 'operator':
      return id === 'token' ? <>an operator</> : <>the operator <WholeName>{id}</WholeName></>
    case 'system':
      return <>Jeton itself ({id})</>
    default:
      return <WholeName mono>{of}</WholeName>
  }
}
