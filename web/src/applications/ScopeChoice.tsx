import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Allowed } from '../api/client'
import { resourceServers } from '../api/queries'
import { Loading } from '../parts/Loading'
import { WholeName } from '../parts/Name'
import { Wrong } from '../parts/Wrong'

interface Choice {
  value: Allowed[]
  onChange: (value: Allowed[]) => void
  disabled?: boolean
}

// ScopeChoice says what an application may ask for, API by API.
export function ScopeChoice({ value, onChange, disabled }: Choice) {
  const query = useInfiniteQuery({ ...resourceServers, staleTime: 0 })
  if (query.isPending) return <Loading />
  if (query.isError) return <Wrong what="The APIs could not be read" problem={query.error} again={() => void query.refetch()} />
  const servers = query.data.pages.flatMap((page) => page.items)
  if (servers.length === 0) return <Text size="sm" c="dimmed">There is no API yet. Register one under APIs; the application can be allowed to use it later.</Text>
  return (
    <Stack>
      {servers.map((server) => {
        const entry = value.find((allowed) => server.identifiers.includes(allowed.resource_server))
        const others = value.filter((allowed) => allowed !== entry)
        const set = (scopes: string[]) => onChange([...others, { resource_server: entry?.resource_server ?? server.identifiers[0]!, scopes }])
        return (
          <div key={server.id} role="group" aria-label={server.name}>
            <Checkbox
              checked={entry !== undefined} disabled={disabled} onChange={(event) => (event.currentTarget.checked ? set(server.scopes.map((scope) => scope.name)) : onChange(others))}
              label={<b><WholeName>{server.name}</WholeName></b>} description={<WholeName mono>{server.identifiers[0]!}</WholeName>}
            />
            <Stack gap={8} mt={8} ml={32}>
              {entry && server.scopes.map((scope) => (
                <Checkbox
                  key={scope.name} size="xs" checked={entry.scopes.includes(scope.name)} disabled={disabled}
                  onChange={(event) => set(event.currentTarget.checked ? [...entry.scopes, scope.name] : entry.scopes.filter((name) => name !== scope.name))}
                  label={<WholeName mono>{scope.name}</WholeName>} description={scope.description && <WholeName>{scope.description}</WholeName>}
                />
              ))}
            </Stack>
          </div>
        )
      })}
      {query.hasNextPage && <div><Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>Load more APIs</Button></div>}
    </Stack>
  )
}
