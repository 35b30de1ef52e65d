import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { resourceServers } from '../api/queries'
import { useMay } from '../parts/Can'

// useAPINames gives the name of an API by its id, and undefined for one that is not
// there (any more).
export function useAPINames(): (id: string) => string | undefined {
  const query = useInfiniteQuery({ ...resourceServers, enabled: useMay('resource-servers:read'), staleTime: 60_000 })
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  return (id) => query.data?.pages.flatMap((page) => page.items).find((server) => server.id === id)?.name
}
