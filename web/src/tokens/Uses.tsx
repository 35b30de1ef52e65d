import type { Token } from '../api/client'
import { WholeName } from '../parts/Name'
import { Time } from '../parts/Time'
import { timesInWords } from './words'

interface Used {
  of: NonNullable<Token['seen']>
  apiName: (id: string) => string | undefined
}

// Uses is which APIs were told that a token is active and how often, the last to ask
// first.
export const Uses = ({ of, apiName }: Used) => (
  <>
    {of.length === 0 && 'No API has met it yet'}
    {[...of].sort((a, b) => Date.parse(b.last) - Date.parse(a.last)).map((seen) => (
      <div key={seen.resource_server}>
        <WholeName>{apiName(seen.resource_server) ?? seen.resource_server}</WholeName>{': '}
        {timesInWords(seen.times)}, last <Time at={seen.last} />
      </div>
    ))}
  </>
)
