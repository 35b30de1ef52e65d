import { useConnection } from '../api/pulse'

// Live says whether what is shown moves by itself.
export function Live() {
  const connection = useConnection()
  return (
    <span className="live" role="status">
      {connection === 'live' && <><span aria-hidden style={{ color: 'var(--good)' }}>●</span> Live</>}
      {connection === 'lost' && <><span aria-hidden style={{ color: 'var(--caution)' }}>◌</span> Not live: trying again</>}
    </span>
  )
}
