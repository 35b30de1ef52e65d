import type { ResourceServer } from '../api/client'

// Seeing is why one API may see the tokens of another, and which of them not.
export interface Seeing {
  // because ends the sentence "may see them too, because …"; audiences are those
  // that its policy names.
  because: string
  audiences: string[]
  // except are the applications whose tokens it must not see all the same.
  except: string[]
  // off is whether it is disabled, and sees none for now.
  off: boolean
}

type Seer = Pick<ResourceServer, 'sees' | 'hides' | 'status'>

// seeing says it of one that the server says may see them.
export function seeing(seer: Seer, of: Pick<ResourceServer, 'identifiers'>): Seeing {
  const audiences = seer.sees.filter((audience) => of.identifiers.includes(audience))
  const all = seer.sees.includes('*')
  return {
    because: all ? 'it is a gateway: its policy lets it see the tokens of every API' : 'its policy names this API',
    audiences: all ? [] : audiences, except: seer.hides, off: seer.status !== 'active',
  }
}
