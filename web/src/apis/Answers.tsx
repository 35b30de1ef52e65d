import { Button, Checkbox, Group, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ResourceServer } from '../api/client'
import { useMay } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { Newer } from '../parts/Newer'
import { lasting } from '../parts/time'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { answersEdit, heldOf, profiles, wrongSeconds, wrongStore, type Draft, type Profile } from './answers'
import { useEdit } from './edit'

const labels = { profile: 'The form of its answers', store: 'User store', refresh: 'Refresh tokens', seconds: 'Seconds that it may remember an answer' }

// Answers is the form in which the API is answered, and for how long an answer holds.
export function Answers({ of }: { of: ResourceServer }) {
  const may = useMay('resource-servers:write')
  const looks = useMay('visibility:write') && may
  const edit = useEdit(of, 'Saved. It is answered like that from now on.')
  const form = useForm<Draft>({
    initialValues: heldOf(of),
    validate: { store: (store, v) => (v.profile === 'asgardeo' || store !== of.user_store ? wrongStore(store) : undefined), seconds: wrongSeconds },
  })
  const newer = useNewer({ of, form, values: heldOf, edit })
  const { profile, refresh, seconds } = form.values
  const save = form.onSubmit((v) => edit.mutate({ ...answersEdit(newer.base, v), version: newer.version }, {
    onSuccess: newer.saved,
    onError: (problem) => form.setErrors(fieldError(problem, { answer_profile: 'profile', user_store: 'store', sees_refresh_tokens: 'refresh', cache_seconds: 'seconds' })),
  }))
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="lg" maw={720}>
        <Unsaved when={form.isDirty()} />
        <Newer of={newer} labels={labels} />
        <Summary errors={form.errors} problem={newer.problem} />
        <Radio.Group label="The form of its answers" description="For an API that asked another server until now and is to move here as it is. What it may be told, the release policy says, in every form." value={profile} onChange={(to) => form.setFieldValue('profile', to as Profile)}>
          <Stack gap="sm" mt={8}>
            {(Object.keys(profiles) as Profile[]).map((p) => (
              <label key={p} className="choice" data-checked={p === profile || undefined}>
                <Radio value={p} disabled={!may} label={<b>{profiles[p].label}</b>} description={profiles[p].what} />
              </label>
            ))}
          </Stack>
        </Radio.Group>
        {profile === 'asgardeo' && <TextInput label="User store" description="Stands before every username." maw={240} disabled={!may} autoComplete="off" {...form.getInputProps('store')} />}
        <Checkbox
          label="It may ask about refresh tokens too" disabled={!looks || !profiles[profile].kinds} checked={refresh && profiles[profile].kinds} error={form.errors.refresh}
          onChange={(to) => form.setFieldValue('refresh', to.currentTarget.checked)}
          description={profiles[profile].kinds ? `Of authorizations that include it.${may && !looks ? ' Who sees what is decided by owners and admins.' : ''}` : 'Not in this form: its answers do not say of which kind a token is, and the API could take one for an access token.'}
        />
        <NumberInput
          label="Seconds that it may remember an answer" maw={360} disabled={!may} hideControls allowDecimal={false} allowNegative={false} error={form.errors.seconds}
          description={Number.isInteger(seconds) && seconds > 0 ? `For ${lasting(seconds)} after a token was revoked, the API may still take it.` : 'With 0 it asks each time, and learns of a revocation at once.'}
          value={Number.isNaN(seconds) ? '' : seconds} onChange={(to) => form.setFieldValue('seconds', typeof to === 'number' ? to : NaN)}
        />
        {may ? <Group><Button type="submit" disabled={!form.isDirty()} loading={edit.isPending}>Save its answers</Button></Group> : <Text size="sm" c="dimmed">You may look at these and not change them.</Text>}
      </Stack>
    </form>
  )
}
