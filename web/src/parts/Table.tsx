import { Button, Group, Text } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loading } from './Loading'
import { Wrong } from './Wrong'

export interface Column<T> {
  label: string
  cell: (item: T) => ReactNode
  // wide columns are left out where there is no room.
  wide?: boolean
  width?: string
}

interface Listed<T> {
  label: string
  query: UseInfiniteQueryResult<InfiniteData<{ items: T[]; next_cursor: string | null }>>
  columns: Column<T>[]
  id: (item: T) => string
  empty: ReactNode
  opens?: (item: T) => void
}

// Table is one list of the API, a page at a time: what is shown stays where it is
// when more is loaded. A page may be short, even empty, and still have a successor.
export function Table<T>({ label, query, columns, id, empty, opens }: Listed<T>) {
  if (query.isPending) return <Loading lines={6} />
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  if (query.isError && items.length === 0) return <Wrong what="The list could not be read" problem={query.error} again={() => void query.refetch()} />
  if (items.length === 0 && !query.hasNextPage) return <>{empty}</>
  return (
    <>
      {items.length > 0 && (
        <div className="framed">
          <table className="rows" aria-label={label}>
            <thead><tr>{columns.map((c) => <th key={c.label} scope="col" className={c.wide ? 'wide' : undefined} style={{ width: c.width }}>{c.label}</th>)}</tr></thead>
            <tbody>
              {items.map((item) => (
                <tr key={id(item)} data-opens={opens ? true : undefined} onClick={opens && (() => opens(item))}>
                  {columns.map((c) => <td key={c.label} className={c.wide ? 'wide' : undefined}>{c.cell(item)}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.isFetchNextPageError && <Wrong what="There is more, which could not be read" problem={query.error} />}
      {query.hasNextPage ? (
        <Group mt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>Load more</Button>
          {items.length === 0 && <Text size="sm" c="dimmed">Nothing so far. There is more to look through.</Text>}
        </Group>
      ) : (
        <Text size="xs" c="dimmed" mt="sm" role="status">{items.length === 1 ? 'One in all' : `${items.length.toLocaleString()} in all`}</Text>
      )}
    </>
  )
}
