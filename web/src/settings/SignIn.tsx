import { Stack, Switch, Title } from '@mantine/core'
import type { Settings } from '../api/client'
import { useMay } from '../parts/Can'
import { LastingField } from './LastingField'
import { SettingsForm } from './SettingsForm'
import { useSettings } from './useSettings'

// SignIn is how people sign in, and for how long.
export function SignIn({ of }: { of: Settings }) {
  const own = useSettings(of)
  const may = useMay('settings:write')
  const par = own.field('require_pushed_authorization_requests')
  return (
    <SettingsForm of={own} verb="Save the sign-in settings">
      <section className="card" style={{ maxWidth: 760 }} aria-labelledby="sessions">
        <Title order={2} size="h3" id="sessions" mb="md">Sessions</Title>
        <Stack gap="lg">
          <LastingField field="session_seconds" {...own.field('session_seconds')} disabled={!may} />
          <LastingField field="session_idle_seconds" {...own.field('session_idle_seconds')} disabled={!may} />
        </Stack>
      </section>
      <section className="card" style={{ maxWidth: 760 }} aria-labelledby="requests">
        <Title order={2} size="h3" id="requests" mb="md">Requests to sign in</Title>
        <Switch
          label="Every application sends its request to Jeton first" disabled={!may} checked={par.value} onChange={(event) => par.onChange(event.currentTarget.checked)}
          description="Pushed authorization requests (PAR, RFC 9126): nothing in the browser can alter what is asked for. An application that does not do so can sign nobody in."
        />
      </section>
    </SettingsForm>
  )
}
