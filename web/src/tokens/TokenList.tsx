import { Drawer, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import type { Token } from '../api/client'
import { Name } from '../parts/Name'
import { Status } from '../parts/Status'
import { Table } from '../parts/Table'
import { Time } from '../parts/Time'
import { calledOf, filterOf, isNarrowed, kinds, stateOf, type TokenSearch } from './filter'
import { Filters } from './Filters'
import { useAPINames } from '../apis/names'
import { tokens } from './queries'
import { TokenPanel } from './TokenPanel'

interface Listed {
  label: string
  search: TokenSearch
  onSearch: (search: TokenSearch) => void
  // client is the application whose tokens these are, if it is one's.
  client?: string
  empty: ReactNode
}

// TokenList is tokens, newest first, that can be narrowed and looked at. The search
// is the page's, which keeps it in its address.
export function TokenList({ label, search, onSearch, client, empty }: Listed) {
  const query = useInfiniteQuery(tokens({ ...filterOf(search), ...(client !== undefined && { client }) }))
  const apiName = useAPINames()
  const show = (open?: string) => onSearch({ ...search, open })
  const goodFor = (token: Token) => token.audience.map((target) => apiName(target.resource_server) ?? target.identifier).join(', ') || 'No API'
  return (
    <>
      <Filters search={search} onSearch={onSearch} fixed={client !== undefined} />
      <Table<Token>
        label={label} query={query} id={(t) => t.id} opens={(t) => show(t.id)}
        columns={[
          { label: 'Token', cell: (t) => <Named of={t} show={show} /> },
          { label: 'Whose', cell: (t) => <Whose of={t} client={client === undefined} />, width: '20%' },
          { label: 'Good for', cell: (t) => <><Name>{goodFor(t)}</Name><Text size="xs" c="dimmed" component="div" truncate><Name mono>{t.scopes.join(' ') || 'no scope'}</Name></Text></>, wide: true },
          { label: 'State', cell: (t) => <Status is={stateOf(t)} />, width: '130px' },
          { label: 'Issued', cell: (t) => <Time at={t.issued_at} />, width: '130px', wide: true },
          { label: 'Ends', cell: (t) => <Time at={t.expires_at} />, width: '130px', wide: true },
        ]}
        empty={isNarrowed(search) ? <Text size="sm">No token is like that. Take a filter away to see more.</Text> : empty}
      />
      <Drawer opened={search.open !== undefined} onClose={() => show()} position="right" title="Token" size={560}>
        {search.open !== undefined && <TokenPanel key={search.open} id={search.open} onOpen={show} />}
      </Drawer>
    </>
  )
}

function Named({ of, show }: { of: Token; show: (id: string) => void }) {
  const look = (event: MouseEvent) => {
    event.stopPropagation()
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    show(of.id)
  }
  return (
    <>
      <Link to="/tokens" search={{ open: of.id }} onClick={look} style={{ display: 'block' }}>{kinds[of.kind]}</Link>
      <Text size="xs" c="dimmed" component="div" truncate><Name mono={!of.name}>{calledOf(of)}</Name></Text>
    </>
  )
}

const Whose = ({ of, client }: { of: Token; client: boolean }) => (
  <>
    {client && (of.kind === 'personal_access_token' ? 'Made by hand' : <Name mono>{of.client}</Name>)}
    <Text size={client ? 'xs' : 'sm'} c={client ? 'dimmed' : undefined} component="div" truncate>{of.user ? <Name>{of.username ?? of.user}</Name> : 'for itself'}</Text>
  </>
)
