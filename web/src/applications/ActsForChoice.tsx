import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { resourceServers } from '../api/queries'
import { Name } from '../parts/Name'
import { Wrong } from '../parts/Wrong'

interface Choice {
  value: string | null
  onChange: (value: string | null) => void
  disabled?: boolean
}

// ActsForChoice says for which API an application may ask what tokens mean.
export function ActsForChoice({ value, onChange, disabled }: Choice) {
  const query = useInfiniteQuery({ ...resourceServers, staleTime: 0 })
  if (query.isError) return <Wrong what="The APIs could not be read" problem={query.error} again={() => void query.refetch()} />
  const servers = query.data?.pages.flatMap((page) => page.items) ?? []
  const named = (id: string) => servers.find((server) => server.id === id)
  const ids = servers.map((server) => server.id)
  return (
    <Select
      label="Asks what tokens mean in the place of" description="With an access token of its own it is then told what that API is told. Leave it empty for an application that is not part of an API."
      placeholder="No API" clearable disabled={disabled} value={value} onChange={onChange}
      data={(value && !ids.includes(value) ? [value, ...ids] : ids).map((id) => ({ value: id, label: named(id)?.name ?? id }))}
      renderOption={({ option }) => <span style={{ minWidth: 0 }}><Name>{option.label}</Name><br /><Name mono>{named(option.value)?.identifiers[0] ?? option.value}</Name></span>}
    />
  )
}
