import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type InvitedOwner } from '../api/client'
import { Can } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { Loading } from '../parts/Loading'
import { Name } from '../parts/Name'
import { Heading } from '../parts/Page'
import { SecretPanel } from '../parts/SecretPanel'
import { Time } from '../parts/Time'
import { Wrong } from '../parts/Wrong'
import { checkName } from '../rules/names'
import { checkUsername } from '../users/rules'
import { tenant } from './queries'

// NewOwner invites somebody who will own a tenant.
export function NewOwner() {
  const { slug } = useParams({ from: '/tenants/$slug/owners/new' })
  const query = useQuery(tenant(slug))
  if (query.isPending) return <Loading />
  if (query.isError) return <><Heading title="Invite an owner" /><Wrong what="The tenant could not be read" problem={query.error} again={() => void query.refetch()} /></>
  return (
    <>
      <Heading title="Invite an owner" lead={<>Of <Name>{query.data.name}</Name>. An owner may do everything there, and lets others in.</>} />
      <Can permission="tenants:write" otherwise={<p>You may not invite owners.</p>}><Form slug={slug} /></Can>
    </>
  )
}

function Form({ slug }: { slug: string }) {
  const [made, setMade] = useState<InvitedOwner>()
  const navigate = useNavigate()
  const form = useForm({
    initialValues: { username: '', name: '', email: '' },
    validate: { username: checkUsername, name: (name) => (name === '' ? undefined : checkName(name)) },
  })
  const invite = useMutation({
    mutationFn: (v: typeof form.values) =>
      ask(api.POST('/tenants/{slug}/owners', { params: { path: { slug } }, body: { username: v.username, name: v.name || undefined, email: v.email || undefined } })),
    onSuccess: setMade,
    onError: (problem) => form.setErrors(fieldError(problem, { username: 'username', name: 'name', email: 'email' })),
  })
  return (
    <form onSubmit={form.onSubmit((values) => invite.mutate(values))} noValidate>
      <Stack maw={560}>
        <Summary errors={form.errors} problem={invite.error} />
        <TextInput label="Username" description="What they sign in with." autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('username')} />
        <TextInput label="Their name" description="The username if you leave it empty." dir="auto" autoComplete="off" {...form.getInputProps('name')} />
        <TextInput label="Email" description="Optional. Jeton sends nothing to it: you hand the link over." type="email" autoComplete="off" {...form.getInputProps('email')} />
        <Group><Button type="submit" loading={invite.isPending}>Make the invitation</Button><Button variant="default" component={Link} to={`/tenants/${slug}`}>Not now</Button></Group>
      </Stack>
      <SecretPanel
        shown={made && {
          title: 'The invitation', file: `${slug}-owner.txt`,
          note: <>With this link <Name>{made.user.name}</Name> chooses a password and owns the tenant. It opens once, and ends <Time at={made.invitation.expires_at} />. Give it to them alone.</>,
          lines: [{ label: 'Link', value: made.invitation.url }, { label: 'Username', value: made.user.username }],
        }}
        onClose={() => void navigate({ to: '/tenants/$slug', params: { slug } })}
      />
    </form>
  )
}
