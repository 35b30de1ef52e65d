import { Button, Checkbox, Group, Radio, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect, useState } from 'react'
import type { ResourceServer } from '../api/client'
import { useMay } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { checkClientID, checkIdentifier } from '../rules/names'
import { useEdit } from './edit'
import { claims, draftOf, editOf, type Changes, type Claim, type Draft } from './policy'
import { Preview } from './Preview'
import { Sight } from './Sight'

const labels = { claims: 'What it is told besides', subject: 'How people are told apart', sight: 'Whose tokens it is told of', sees: 'The APIs whose tokens it sees', hides: 'The applications whose tokens it does not see' }

// Policy is what the API is told of a token, and of which tokens. What a change
// would do is shown before it is saved, and stays while it is.
export function Policy({ of }: { of: ResourceServer }) {
  const [changes, setChanges] = useState<Changes>({})
  return (
    <Stack gap="xl">
      <Form of={of} onChange={setChanges} />
      <Preview of={of} changes={changes} />
    </Stack>
  )
}

function Form({ of, onChange }: { of: ResourceServer; onChange: (changes: Changes) => void }) {
  const may = useMay('resource-servers:write')
  const edit = useEdit(of, 'The release policy is saved.')
  const form = useForm<Draft>({
    initialValues: draftOf(of),
    validate: {
      sees: (sees, v) => (v.sight !== 'some' ? undefined : sees.length === 0 ? 'Name an API, or let it see its own tokens alone.' : sees.map(checkIdentifier).find((wrong) => wrong !== undefined)),
      hides: (hides) => hides.map(checkClientID).find((wrong) => wrong !== undefined),
    },
  })
  const newer = useNewer({ of, form, values: draftOf, edit })
  const changes = editOf(newer.base, form.values)
  const digest = JSON.stringify(changes)
  useEffect(() => onChange(JSON.parse(digest) as Changes), [digest, onChange])
  const save = form.onSubmit((values) => edit.mutate({ ...editOf(newer.base, values), version: newer.version }, {
    onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { release: 'claims', sees: 'sees', hides: 'hides' })),
  }))
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="lg">
        <Unsaved when={digest !== '{}'} />
        <Newer of={newer} labels={labels} />
        <Summary errors={form.errors} problem={newer.problem} />
        <div className="columns">
          <Stack className="card" gap="lg">
            <Title order={2} size="h3">What it is told of a token</Title>
            <Claims jwt={of.token_format === 'jwt'} value={form.values.claims} onChange={(to) => form.setFieldValue('claims', to)} error={form.errors.claims} disabled={!may} />
            <Radio.Group label="How people are told apart (sub)" value={form.values.subject} onChange={(to) => form.setFieldValue('subject', to as Draft['subject'])}>
              <Stack gap="sm" mt={8}>
                <Radio value="public" disabled={!may} label="The same id as everywhere (public)" description="APIs can tell one another whom they speak of." />
                <Radio value="pairwise" disabled={!may} label="An id that only this API knows (pairwise)" description="Two APIs cannot compare notes. What it keeps by the old id, it does not find by the new one." />
              </Stack>
            </Radio.Group>
          </Stack>
          <Sight form={form} may={may} />
        </div>
        {may ? <Group><Button type="submit" disabled={digest === '{}'} loading={edit.isPending}>Save the release policy</Button></Group> : <Text size="sm" c="dimmed">You may look at these and not change them.</Text>}
      </Stack>
    </form>
  )
}

interface Chosen { jwt: boolean; value: Claim[]; onChange: (value: Claim[]) => void; error: unknown; disabled: boolean }

function Claims({ jwt, value, onChange, error, disabled }: Chosen) {
  return (
    <Checkbox.Group label="Besides what it always is" value={value} onChange={(to) => onChange(to as Claim[])} error={error ? String(error) : undefined}>
      <Stack gap="sm" mt={8}>
        {claims.map(({ claim, label, why }) => {
          const held = jwt && claim !== 'username'
          return <Checkbox key={claim} value={claim} disabled={disabled || (held && value.includes(claim))} label={label} description={held ? `${why} Every JWT says it.` : why} />
        })}
        <Text size="sm" c="dimmed">It is always told whether the token is good, for which of its scopes and addresses, from when to when, and the token’s id, which opens nothing.</Text>
      </Stack>
    </Checkbox.Group>
  )
}
