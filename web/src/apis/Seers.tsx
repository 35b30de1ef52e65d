import { Anchor, Button, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { ResourceServer } from '../api/client'
import { Loading } from '../parts/Loading'
import { WholeName } from '../parts/Name'
import { Wrong } from '../parts/Wrong'
import { seers } from './queries'
import { seeing } from './seeing'

// Seers says who else may see the tokens that are issued for an API, and why.
export const Seers = ({ of }: { of: ResourceServer }) => (
  <section className="card" aria-labelledby="seers">
    <Title order={2} size="h3" id="seers" mb="sm">Who else may see its tokens</Title>
    <List of={of} />
  </section>
)

function List({ of }: { of: ResourceServer }) {
  const query = useInfiniteQuery(seers(of.id))
  if (query.isPending) return <Loading lines={2} />
  if (query.isError) return <Wrong what="It is not known who else may see them" problem={query.error} again={() => void query.refetch()} />
  const found = query.data.pages.flatMap((page) => page.items)
  return (
    <Stack gap="sm">
      {found.length === 0 && <Text size="sm">No other API may: it is told that they are inactive.</Text>}
      {found.map((seer) => <Sentence key={seer.id} seer={seer} of={of} />)}
      {query.hasNextPage && <div><Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>Load more</Button></div>}
      <Text size="sm" c="dimmed">The application that a token was issued to may always ask about it.</Text>
    </Stack>
  )
}

function Sentence({ seer, of }: { seer: ResourceServer; of: ResourceServer }) {
  const { because, audiences, except, off } = seeing(seer, of)
  return (
    <Text size="sm" component="p" m={0} className="whole">
      <Anchor underline="always" renderRoot={(props) => <Link {...props} to="/apis/$id" params={{ id: seer.id }} search={{ tab: 'release' }} />}><WholeName>{seer.name}</WholeName></Anchor>
      {' '}may see them too, because {because}<Texts of={audiences} before=", by " />
      <Texts of={except} before=", but not those of " />.
      {off && ' It is disabled, and sees none for now.'}
    </Text>
  )
}

const Texts = ({ of, before }: { of: string[]; before: string }) =>
  of.map((text, i) => <Fragment key={text}>{i === 0 ? before : i === of.length - 1 ? ' and ' : ', '}<WholeName mono>{text}</WholeName></Fragment>)
