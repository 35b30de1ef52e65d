import { Stack, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Loading } from '../parts/Loading'
import { Wrong } from '../parts/Wrong'
import { roles } from './queries'
import { mayInWords, rights, roleWords } from './roles'

// Rights is what each role may do, as the server has it.
export function Rights() {
  const query = useQuery(roles)
  if (query.isPending) return <Loading lines={10} />
  if (query.isError) return <Wrong what="What the roles may do could not be read" problem={query.error} again={() => void query.refetch()} />
  // Tenants are a matter of the installation: elsewhere nobody has to do with them.
  const rows = rights.filter(({ may }) => query.data.some(({ permissions }) => mayInWords(may, permissions) !== ''))
  return (
    <Stack gap="xl">
      <dl className="facts">
        {query.data.map(({ role }) => <div key={role} style={{ display: 'contents' }}><dt>{roleWords[role].name}</dt><dd>{roleWords[role].gives}</dd></div>)}
      </dl>
      <div className="framed" style={{ overflowX: 'auto', position: 'relative' }} tabIndex={0} role="region" aria-label="What each role may do">
        <table className="rows" style={{ minWidth: 160 + query.data.length * 130 }}>
          <thead><tr><th scope="col">With</th>{query.data.map(({ role }) => <th key={role} scope="col">{roleWords[role].name}</th>)}</tr></thead>
          <tbody>
            {rows.map(({ about, may }) => (
              <tr key={about}>
                <th scope="row">{about}</th>
                {query.data.map(({ role, permissions }) => <td key={role}>{mayInWords(may, permissions) || <Text span c="dimmed"><span aria-hidden>–</span><VisuallyHidden>Nothing</VisuallyHidden></Text>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Text size="sm" c="dimmed">Nobody can give a role that gives more than they hold, or change somebody who holds more. A tenant always keeps an owner.</Text>
    </Stack>
  )
}
