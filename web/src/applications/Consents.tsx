import { Button, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client, Grant } from '../api/client'
import { useMay } from '../parts/Can'
import { Status } from '../parts/Status'
import { Table, type Column } from '../parts/Table'
import { Time } from '../parts/Time'
import { useAPINames } from '../apis/names'
import { Person, usePersonName } from '../tokens/names'
import { consents } from '../tokens/queries'
import { RevokeAll } from '../tokens/RevokeAll'
import { ofGrant } from '../tokens/RevokeButtons'
import { Worth } from '../tokens/Worth'

// Consents is what people allowed the application, each time they did.
export function Consents({ of }: { of: Client }) {
  const [taking, setTaking] = useState<Grant>()
  const query = useInfiniteQuery(consents(of.client_id))
  const apiName = useAPINames()
  const may = useMay('tokens:revoke')
  const columns: Column<Grant>[] = [
    { label: 'Person', cell: (grant) => <Person id={grant.user ?? ''} /> },
    { label: 'May use', cell: (grant) => <Worth of={grant.worth} apiName={apiName} />, wide: true },
    { label: 'Allowed', cell: (grant) => <Time at={grant.created_at} />, width: '140px', wide: true },
    // Whether a grant still has live tokens it does not say: they may have ended with
    // their person or their application.
    { label: 'Taken back', cell: (grant) => <Taken of={grant} onTake={may ? () => setTaking(grant) : undefined} />, width: '150px' },
  ]
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">Each time somebody signs in to it, they allow it something. OAuth calls this a grant; the tokens that come of one are its family.</Text>
      <Table<Grant> label="What people allowed this application" query={query} id={(grant) => grant.id} columns={columns} empty={<Text size="sm">Nobody has allowed it anything yet.</Text>} />
      {taking && <Taking of={taking} onClose={() => setTaking(undefined)} />}
    </Stack>
  )
}

function Taken({ of, onTake }: { of: Grant; onTake?: () => void }) {
  if (of.revoked) return <><Status is="revoked" /><Text size="xs" c="dimmed" component="div"><Time at={of.revoked.at} /></Text></>
  return onTake ? <Button size="compact-sm" variant="default" onClick={onTake}>Revoke</Button> : 'No'
}

function Taking({ of, onClose }: { of: Grant; onClose: () => void }) {
  const name = usePersonName(of.user)
  return <RevokeAll {...ofGrant(of.id, of.client, name)} title="Take back what was allowed" onClose={onClose} />
}
