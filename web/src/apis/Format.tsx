import { Button, Checkbox, Group, NumberInput, Radio, Select, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import type { ResourceServer } from '../api/client'
import { settings } from '../api/queries'
import { useMay } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { lasting } from '../parts/time'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { useEdit } from './edit'
import { formats, type Format as Form } from './formats'

const algorithms: { value: ResourceServer['token_signing_alg']; label: string }[] = [
  { value: 'ES256', label: 'ES256: short, and understood almost everywhere' },
  { value: 'RS256', label: 'RS256: long, for what understands nothing else' },
  { value: 'EdDSA', label: 'EdDSA: short and quick, for what is new enough' },
]

const labels = { format: 'How its tokens travel', algorithm: 'Signed with', own: 'How long its access tokens live', seconds: 'Seconds', personal: 'Personal access tokens' }

// Format is how tokens for the API travel, and how long they live.
export function Format({ of }: { of: ResourceServer }) {
  const may = useMay('resource-servers:write')
  const tenant = useQuery({ ...settings, enabled: useMay('settings:read') }).data
  const edit = useEdit(of, 'Saved. Tokens issued from now on are like that.')
  const held = (of: ResourceServer) => ({
    format: of.token_format, algorithm: of.token_signing_alg, own: of.access_token_seconds !== null,
    seconds: of.access_token_seconds ?? tenant?.access_token_seconds ?? 3600, personal: of.personal_access_tokens,
  })
  const form = useForm({
    initialValues: held(of),
    validate: { seconds: (seconds, v) => (!v.own || (Number.isInteger(seconds) && seconds > 0) ? undefined : 'A lifetime is a whole number of seconds, one at the least.') },
  })
  const newer = useNewer({ of, form, values: held, edit })
  const { format, own, seconds } = form.values
  const silent = ['sub', 'client_id'].some((claim) => !of.release.claims?.includes(claim as never))
  const save = form.onSubmit((v) => edit.mutate(
    { token_format: v.format, token_signing_alg: v.algorithm, access_token_seconds: v.own ? v.seconds : null, personal_access_tokens: v.personal, version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { access_token_seconds: 'seconds', release: 'format', token_format: 'format' })) },
  ))
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="lg" maw={720}>
        <Unsaved when={form.isDirty()} />
        <Newer of={newer} labels={labels} />
        <Summary errors={form.errors} problem={newer.problem} />
        <Radio.Group label="How its tokens travel" value={format} onChange={(to) => form.setFieldValue('format', to as Form)}>
          <Stack gap="sm" mt={8}>
            {(Object.keys(formats) as Form[]).map((f) => {
              const barred = f === 'jwt' && silent && of.token_format !== 'jwt'
              return (
                <label key={f} className="choice" data-checked={f === format || undefined}>
                  <Radio value={f} disabled={!may || barred} label={<b>{formats[f].label}</b>} description={<>{formats[f].what}{barred && ' Not for this API as it is: a JWT always says whom it speaks for and which application got it, and the release policy withholds that.'}</>} />
                </label>
              )
            })}
          </Stack>
        </Radio.Group>
        {format === 'jwt' && <Select label="Signed with" allowDeselect={false} disabled={!may} data={algorithms} {...form.getInputProps('algorithm')} />}
        <Radio.Group label="How long its access tokens live" value={own ? 'own' : 'tenant'} onChange={(to) => form.setFieldValue('own', to === 'own')}>
          <Stack gap={8} mt={8}>
            <Radio value="tenant" disabled={!may} label={`As the tenant’s setting is${tenant ? `: ${lasting(tenant.access_token_seconds)}` : ''}`} />
            <Radio value="own" disabled={!may} label="A time of its own" description="Short where a stolen token would hurt, long where applications cannot well get another." />
          </Stack>
        </Radio.Group>
        {own && (
          <NumberInput
            label="Seconds" description={Number.isInteger(seconds) && seconds > 0 ? `That is ${lasting(seconds)}.` : ' '} w={240} disabled={!may} hideControls allowDecimal={false} allowNegative={false}
            value={Number.isNaN(seconds) ? '' : seconds} onChange={(to) => form.setFieldValue('seconds', typeof to === 'number' ? to : NaN)} error={form.errors.seconds}
          />
        )}
        <Checkbox
          label="People may make personal access tokens for it" disabled={!may} {...form.getInputProps('personal', { type: 'checkbox' })}
          description={`For their own scripts. They are always references${format === 'jwt' ? ', which this API has to ask about' : ''}.`}
        />
        {may ? <Group><Button type="submit" disabled={!form.isDirty()} loading={edit.isPending}>Save format and lifetime</Button></Group> : <Text size="sm" c="dimmed">You may look at these and not change them.</Text>}
        <Text size="sm" c="dimmed">Tokens already issued stay as they are until they end.</Text>
      </Stack>
    </form>
  )
}
