import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { client, self } from '../api/queries'
import { useMay } from '../parts/Can'
import { Name, WholeName } from '../parts/Name'
import { personName } from './queries'
import { party } from './words'

// PartyName is who or what, in a row.
export function PartyName({ of }: { of: string }) {
  const { kind, id } = party(of)
  const you = useQuery(self).data?.actor === of
  return (
    <>
      <Name>{you ? 'You' : kind}</Name>
      <Text size="xs" c="dimmed" component="div" truncate><Name mono>{id || of}</Name></Text>
    </>
  )
}

// WholeParty is who or what, with its name if that can be had, and a way to its page.
export function WholeParty({ of }: { of: string }) {
  const { kind, id, page } = party(of)
  const you = useQuery(self).data?.actor === of
  const may = useMay(page?.permission ?? '')
  const person = useQuery({ ...personName(id), enabled: may && kind === 'Person' })
  const application = useQuery({ ...client(id), enabled: may && kind === 'Application', retry: false })
  const name = person.data || application.data?.name
  const gone = person.data === '' || application.isError
  return (
    <>
      <div>{kind}{you && ', you'}{name && <>: <WholeName>{name}</WholeName></>}{gone && ', no longer there'}</div>
      {page && may && !gone
        ? <Anchor component={Link} to={page.to as string} params={page.params as never} search={page.search as never} underline="always"><WholeName mono>{id}</WholeName></Anchor>
        : <WholeName mono>{id || of}</WholeName>}
    </>
  )
}
