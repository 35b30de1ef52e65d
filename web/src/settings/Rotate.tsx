import { Select, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type Key } from '../api/client'
import { Confirm } from '../parts/Confirm'
import { keys } from './queries'

const all = 'all'

// Rotate replaces keys at once, for when one may have leaked.
export function Rotate({ onClose }: { onClose: () => void }) {
  const [alg, setAlg] = useState<string>(all)
  const queries = useQueryClient()
  const verb = alg === all ? 'Rotate all keys' : `Rotate the ${alg} key`
  const rotate = async () => {
    queries.setQueryData(keys.queryKey, { ...await ask(api.POST('/keys/rotate', { body: alg === all ? {} : { alg: alg as Key['alg'] } })), next_cursor: null })
    notifications.show({ message: alg === all ? 'Fresh keys sign from now on.' : `A fresh ${alg} key signs from now on.` })
  }
  return (
    <Confirm
      title="Rotate keys" verb={verb} act={rotate} onClose={onClose}
      effect={(
        <Stack gap="sm">
          <Select label="Which" value={alg} onChange={(chosen) => setAlg(chosen ?? all)} allowDeselect={false} data={[{ value: all, label: 'All of them' }, 'ES256', 'RS256', 'EdDSA']} />
          <Text size="sm">A fresh key signs at once. Nobody is signed out, and no token ends: the key before is still published for as long as a token that it signed may last.</Text>
          <Text size="sm">APIs that check tokens by themselves have to fetch the keys again when they meet one that they do not know. One that does not refuses new tokens until it does.</Text>
        </Stack>
      )}
    />
  )
}
