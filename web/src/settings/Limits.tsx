import { Stack, Text, Title } from '@mantine/core'
import type { Settings } from '../api/client'
import { useMay } from '../parts/Can'
import { RateInput } from '../parts/RateInput'
import { limitInWords } from '../rules/rates'
import { SettingsForm } from './SettingsForm'
import { useSettings } from './useSettings'

// Limits is how often may be asked. What all of a tenant's callers may do together is
// the operators' to decide.
export function Limits({ of }: { of: Settings }) {
  const own = useSettings(of)
  const may = useMay('settings:write')
  return (
    <SettingsForm of={own} verb="Save the limits">
      <section className="card" style={{ maxWidth: 760 }} aria-labelledby="rates">
        <Title order={2} size="h3" id="rates" mb="md">Requests</Title>
        <Stack gap="lg">
          <Text size="sm" c="dimmed">Who asks more often is answered “too many requests” (429) for a moment, and nobody else notices. It is counted in each process of the server.</Text>
          <dl className="facts">
            <dt>All together</dt><dd>{limitInWords(of.limits.requests_per_second)}, as the operators of this installation decided</dd>
            <dt>Each application and API</dt><dd>{limitInWords(of.limits.caller_requests_per_second)}</dd>
          </dl>
          <RateInput
            label="Hold each application and API to" disabled={!may} {...own.field('caller_requests_per_second')}
            description="0 is what the installation allows, which is the most there is. With less, one of them that runs wild leaves the others their share."
          />
        </Stack>
      </section>
    </SettingsForm>
  )
}
