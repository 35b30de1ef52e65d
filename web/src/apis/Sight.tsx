import { Radio, Stack, Text, Title } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clients } from '../api/queries'
import { useMay } from '../parts/Can'
import { Named } from './Named'
import type { Draft } from './policy'
import { servers } from './queries'

// Sight is which tokens the API sees. Only who may decide about that can change it.
export function Sight({ form, may }: { form: UseFormReturnType<Draft>; may: boolean }) {
  const looks = useMay('visibility:write') && may
  const { sight, sees, hides } = form.values
  return (
    <Stack className="card" gap="lg">
      <Title order={2} size="h3">Which tokens it sees</Title>
      {may && !looks && <Text size="sm">Who sees what is decided by owners and admins: it takes the permission <span className="mono">visibility:write</span>.</Text>}
      <Radio.Group label="It is told of" value={sight} onChange={(to) => form.setFieldValue('sight', to as Draft['sight'])}>
        <Stack gap="sm" mt={8}>
          <Radio value="own" disabled={!looks} label="Its own tokens alone" description="Of a token that was not issued for it, it learns nothing: not even that there is one." />
          <Radio value="some" disabled={!looks} label="Those of some other APIs too" description="For one that works behind another, with the same tokens." />
          <Radio value="all" disabled={!looks} label="Those of every API" description="For a gateway, which lets requests through to all of them." />
        </Stack>
      </Radio.Group>
      {sight === 'some' && <Audiences value={sees} onChange={(to) => form.setFieldValue('sees', to)} error={form.errors.sees} disabled={!looks} />}
      <Hidden value={hides} onChange={(to) => form.setFieldValue('hides', to)} error={form.errors.hides} disabled={!looks} />
    </Stack>
  )
}

interface List { value: string[]; onChange: (value: string[]) => void; error: unknown; disabled: boolean }

function Audiences(list: List) {
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 200)
  const found = useInfiniteQuery(servers(asked)).data?.pages[0]?.items ?? []
  return <Named label="Of these APIs" description="Each by an identifier of it." placeholder="https://orders.example.com" found={found.map((s) => s.identifiers[0]!)} typed={typed} setTyped={setTyped} {...list} />
}

function Hidden(list: List) {
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 200)
  const query = useInfiniteQuery({ ...clients(asked), enabled: useMay('clients:read') })
  const found = query.data?.pages[0]?.items ?? []
  return <Named label="But not those of these applications" description="Each by its id. It is told that their tokens are inactive, also its own." placeholder="shop" found={found.map((c) => c.client_id)} typed={typed} setTyped={setTyped} {...list} />
}
