import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ResourceServer } from '../api/client'
import { AddressList, wrongAddress } from '../parts/AddressList'
import { fieldError, Summary } from '../parts/form'
import { WholeName } from '../parts/Name'
import { Newer } from '../parts/Newer'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { checkIdentifier } from '../rules/names'
import { useEdit } from './edit'

const held = (of: ResourceServer) => ({ identifiers: of.identifiers })

// Identifiers are the addresses that tokens for the API are issued for.
export function Identifiers({ of }: { of: ResourceServer }) {
  const edit = useEdit(of, 'The identifiers are saved.')
  const form = useForm({
    initialValues: held(of),
    validate: { identifiers: (uris) => wrongAddress(uris, checkIdentifier) ?? (uris.length > 0 ? undefined : 'An API has one identifier at the least.') },
  })
  const newer = useNewer({ of, form, values: held, edit })
  const save = form.onSubmit((values) => edit.mutate(
    { ...values, version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { identifiers: 'identifiers' })) },
  ))
  const { identifiers } = form.values
  const gone = of.identifiers.filter((identifier) => !identifiers.includes(identifier))
  return (
    <section className="card" aria-labelledby="identifiers">
      <Title order={2} size="h3" id="identifiers" mb="sm">Identifiers</Title>
      <form onSubmit={save} noValidate>
        <Stack gap="md" maw={640}>
          <Unsaved when={form.isDirty()} />
          <Newer of={newer} labels={{ identifiers: 'Identifiers' }} />
          <Summary errors={form.errors} problem={newer.problem} />
          <AddressList
            label="Addresses that tokens are issued for (audience)" help="The first is used where one has to be chosen." example="https://orders.example.com" check={checkIdentifier}
            value={identifiers} onChange={(to) => form.setFieldValue('identifiers', to)} error={form.errors.identifiers ? String(form.errors.identifiers) : undefined}
          />
          {gone.length > 0 && (
            <div className="notice" role="status">
              <Text size="sm" component="div">Tokens already issued for {gone.map((identifier, i) => <span key={identifier}>{i > 0 && ' and '}<WholeName mono>{identifier}</WholeName></span>)} are inactive from the moment you save, and no application gets others.</Text>
            </div>
          )}
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the identifiers</Button></Group>
        </Stack>
      </form>
    </section>
  )
}
