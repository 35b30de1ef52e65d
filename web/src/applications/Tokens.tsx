import { Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Client } from '../api/client'
import { TokenList } from '../tokens/TokenList'

// Tokens is the list of tokens, of this application alone.
export function Tokens({ of }: { of: Client }) {
  const search = useSearch({ from: '/applications/$id' })
  const navigate = useNavigate({ from: '/applications/$id' })
  return (
    <TokenList
      label="Tokens of this application" client={of.client_id} search={search} onSearch={(next) => void navigate({ search: next, resetScroll: false })}
      empty={<Text size="sm">It has got no token yet. The lines under Snippets get it one.</Text>}
    />
  )
}
