import { Skeleton, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'

// Loading is a skeleton, after 300 ms: what is quicker needs none.
export function Loading({ lines = 4 }: { lines?: number }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" aria-label="Loading">
      {late && <Stack gap="sm">{Array.from({ length: lines }, (_, i) => <Skeleton key={i} height={24} />)}</Stack>}
    </div>
  )
}
