import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask, type NewPasswordLink, type Role, type User } from '../api/client'
import { Can } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { Heading } from '../parts/Page'
import { SecretPanel } from '../parts/SecretPanel'
import { checkName } from '../rules/names'
import { RoleChoice } from '../team/RoleChoice'
import { shownLink } from './links'
import { checkEmail, checkUsername } from './rules'

// NewUser adds a person and makes the link by which they choose a password. If only
// the second fails, it is tried again alone.
export function NewUser() {
  const [made, setMade] = useState<User>()
  const [link, setLink] = useState<NewPasswordLink>()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const form = useForm({
    initialValues: { username: '', name: '', email: '', roles: [] as Role[] },
    validate: { username: checkUsername, name: (name) => (name === '' ? undefined : checkName(name)), email: checkEmail },
  })
  const add = useMutation({
    mutationFn: async ({ username, name, email, roles }: typeof form.values) => {
      const user = made ?? await ask(api.POST('/users', { body: { username, name: name || undefined, email: email || undefined, roles: roles.length > 0 ? roles : undefined } }))
      setMade(user)
      return ask(api.POST('/users/{id}/password-links', { params: { path: { id: user.id } }, body: { purpose: 'invite' } }))
    },
    onSuccess: async (made) => {
      setLink(made)
      await queries.invalidateQueries({ queryKey: ['users'] })
    },
    onError: (problem) => form.setErrors(fieldError(problem, { username: 'username', name: 'name', email: 'email', roles: 'roles' })),
  })
  return (
    <>
      <Heading title="Add a user" lead="They choose their password themselves, by a link that you hand them." />
      <form onSubmit={form.onSubmit((values) => add.mutate(values))} noValidate>
        <Stack gap="lg" maw={560}>
          <Summary errors={form.errors} problem={add.error} />
          {made && add.isError && <div className="notice"><Text size="sm">The user is added. What is missing is the link.</Text></div>}
          <TextInput label="Username" description="What they sign in with: a short name, or their email address." disabled={!!made} autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('username')} />
          <TextInput label="Name" description="What others call them. The username, if you leave it empty." disabled={!!made} autoComplete="off" dir="auto" {...form.getInputProps('name')} />
          <TextInput label="Email" description="Optional. Jeton sends no mail to it; applications may be told of it." type="email" disabled={!!made} autoComplete="off" spellCheck={false} autoCapitalize="none" {...form.getInputProps('email')} />
          <Can permission="members:write">
            <div>
              <Text size="sm" fw={600} mb={4}>What they may do in this console</Text>
              <Text size="xs" c="dimmed" mb="sm">Most people need no role: it is for those who manage this tenant with you.</Text>
              <RoleChoice value={form.values.roles} onChange={(roles) => form.setFieldValue('roles', roles)} disabled={!!made} />
              {form.errors.roles && <Text size="xs" c="red">{form.errors.roles}</Text>}
            </div>
          </Can>
          <Group>
            <Button type="submit" loading={add.isPending}>{made ? 'Make the link' : 'Add the user and make a link'}</Button>
            <Button variant="default" component={Link} to={made ? `/users/${made.id}` : '/users'}>{made ? 'Go on without' : 'Cancel'}</Button>
          </Group>
        </Stack>
      </form>
      <SecretPanel
        shown={link && made && { ...shownLink(made, link), title: 'The user is added' }}
        onClose={() => void navigate({ to: '/users/$id', params: { id: made?.id ?? '' } })}
      />
    </>
  )
}
