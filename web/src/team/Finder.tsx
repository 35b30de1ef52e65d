import { Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client, User } from '../api/client'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Wrong } from '../parts/Wrong'
import { holdsNone } from './holders'
import type { Kind } from './Panel'
import { peopleLike } from '../users/queries'
import { applicationsLike } from './queries'
import { rolesInWords } from './roles'

interface Found { id: string; name: string; beneath: string; note: string; impossible: boolean }

const person = (of: User): Found => ({ id: of.id, name: of.name, beneath: of.username, note: rolesInWords(of.roles) || 'No role yet', impossible: false })
const application = (of: Client): Found => ({ id: of.client_id, name: of.name, beneath: of.client_id, note: holdsNone(of) ?? (rolesInWords(of.roles) || 'No role yet'), impossible: holdsNone(of) !== undefined })

const words = {
  people: { title: 'Who is to have a role?', label: 'Name, username or email begins with', nothing: 'Nobody’s name begins with that. A new user is given a role under Users, when they are added.' },
  applications: { title: 'Which application is to have a role?', label: 'Name or id begins with', nothing: 'No application’s name or id begins with that.' },
}

// Finder looks for whoever is to be given a role.
export function Finder({ kind, onClose, onFound }: { kind: Kind; onClose: () => void; onFound: (id: string) => void }) {
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 200)
  const people = useQuery({ ...peopleLike(q), enabled: kind === 'people' })
  const applications = useQuery({ ...applicationsLike(q), enabled: kind === 'applications' })
  const query = kind === 'people' ? people : applications
  const found = kind === 'people' ? people.data?.map(person) : applications.data?.map(application)
  return (
    <Modal opened onClose={onClose} title={words[kind].title} centered>
      <Stack>
        <TextInput data-autofocus label={words[kind].label} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={254} autoComplete="off" spellCheck={false} />
        {query.isError ? <Wrong what="The search could not be made" problem={query.error} again={() => void query.refetch()} />
          : found === undefined ? <Loading />
            : (
              <Stack gap={4} component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="What was found">
                {found.map((one) => (
                  <li key={one.id}>
                    <button type="button" className="hit plain" disabled={one.impossible} onClick={() => onFound(one.id)}>
                      <Text size="sm" fw={600} span display="block"><Name>{one.name}</Name></Text>
                      <Text size="xs" c="dimmed" span display="block"><Name mono>{one.beneath}</Name> · {one.note}</Text>
                    </button>
                  </li>
                ))}
              </Stack>
            )}
        <Text size="sm" c="dimmed" role="status">{found?.length === 0 ? words[kind].nothing : ''}</Text>
      </Stack>
    </Modal>
  )
}
