import type { Grant } from '../api/client'
import { WholeName } from '../parts/Name'

interface Worthy {
  of: Grant['worth']
  apiName: (id: string) => string | undefined
}

// Worth is what a token or an authorization is good for, API by API.
export const Worth = ({ of, apiName }: Worthy) => (
  <>
    {of.length === 0 && 'No API'}
    {of.map((target) => (
      <div key={target.identifier}>
        <WholeName>{apiName(target.resource_server) ?? target.identifier}</WholeName>{': '}
        {target.scopes.length > 0 ? <WholeName mono>{target.scopes.join(' ')}</WholeName> : 'no scope'}
      </div>
    ))}
  </>
)
