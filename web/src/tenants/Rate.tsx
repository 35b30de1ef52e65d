import { Button, Group, Stack, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Tenant } from '../api/client'
import { fieldError, Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { RateInput } from '../parts/RateInput'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { isRate, rateBounds, rateInWords } from '../rules/rates'
import { useEdit } from './edit'

const held = (of: Tenant) => ({ requests_per_second: of.requests_per_second })

// Rate is how often a tenant's callers may ask, all together.
export function Rate({ of }: { of: Tenant }) {
  const edit = useEdit(of, 'The tenant has another limit now.')
  const form = useForm({ initialValues: held(of), validate: { requests_per_second: (rate) => (isRate(rate) ? undefined : rateBounds) } })
  const newer = useNewer({ of, form, values: held, edit })
  const save = form.onSubmit((v) => edit.mutate(
    { ...v, version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { requests_per_second: 'requests_per_second' })) },
  ))
  return (
    <section className="card" aria-labelledby="rate">
      <Title order={2} size="h3" id="rate" mb="sm">Limit</Title>
      <form onSubmit={save} noValidate>
        <Stack gap="sm">
          <Unsaved when={form.isDirty()} />
          <Newer of={newer} labels={{ requests_per_second: 'Requests' }} say={(_, value) => rateInWords(value as number)} />
          <Summary errors={form.errors} problem={newer.problem} />
          <RateInput
            label="Requests of all its applications and APIs together" description="0 is what the installation allows. It is counted in each process of the server."
            value={form.values.requests_per_second} onChange={(rate) => form.setFieldValue('requests_per_second', rate)} error={form.errors.requests_per_second}
          />
          <Group><Button type="submit" variant="default" disabled={!form.isDirty()} loading={edit.isPending}>Save the limit</Button></Group>
        </Stack>
      </form>
    </section>
  )
}
