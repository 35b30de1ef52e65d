import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask } from '../api/client'
import { asProblem } from '../api/problem'
import { Lone } from '../frame/Lone'
import { fieldError, Summary } from '../parts/form'
import { checkSlug, suggestID, webAddress } from '../rules/names'

const fields = {
  'tenant.name': 'name', 'tenant.slug': 'slug', 'operator.username': 'username', 'operator.name': 'person', 'operator.email': 'email', 'operator.password': 'password',
}

// SetUp is the first page of an installation, for whoever has the set-up link.
export function SetUp({ secret }: { secret: string }) {
  const [own, setOwn] = useState(false)
  const form = useForm({
    initialValues: { name: '', slug: '', person: '', username: '', email: '', password: '' },
    validate: {
      name: (name) => (name.trim() ? undefined : 'The tenant needs a name.'),
      slug: checkSlug,
      username: (username) => (username.trim() ? undefined : 'You need a name to sign in with.'),
      password: (password) => (password ? undefined : 'You need a password.'),
    },
  })
  const begin = useMutation({
    mutationFn: (v: typeof form.values) =>
      ask(api.POST('/setup', {
        headers: { Authorization: `Bearer ${secret}` },
        body: { tenant: { slug: v.slug, name: v.name }, operator: { username: v.username, name: v.person || undefined, email: v.email || undefined, password: v.password } },
      })),
    onError: (problem) => form.setErrors(fieldError(problem, fields)),
  })
  if (begin.data) return <Done slug={begin.data.tenant.slug} address={begin.data.console} />
  if (begin.isError && asProblem(begin.error).signedOut) return <Expired />

  const named = (name: string) => {
    form.setFieldValue('name', name)
    if (!own) form.setFieldValue('slug', suggestID(name))
  }
  return (
    <Lone title="Set up Jeton" wide>
      <Text size="sm" c="dimmed" mb="lg">A tenant is one organisation with its own people, applications and APIs. You become the owner of the first one, and the operator of this installation, with one name and password.</Text>
      <form onSubmit={form.onSubmit((values) => begin.mutate(values))} noValidate>
        <Stack>
          <Summary errors={form.errors} problem={begin.error} />
          <Title order={2} size="h3">The first tenant</Title>
          <TextInput label="Name" required withAsterisk={false} placeholder="Acme Inc." {...form.getInputProps('name')} onChange={(event) => named(event.currentTarget.value)} autoComplete="organization" />
          <TextInput
            label="Short name" required withAsterisk={false} {...form.getInputProps('slug')} onChange={(event) => { setOwn(true); form.setFieldValue('slug', event.currentTarget.value) }}
            description={<>Part of every address, and never changes: <span className="mono whole">{window.location.origin}/t/{form.values.slug || 'acme'}</span></>} spellCheck={false} autoCapitalize="none"
          />
          <Title order={2} size="h3" mt="sm">You</Title>
          <TextInput label="Your name" {...form.getInputProps('person')} autoComplete="name" />
          <TextInput label="Username" description="What you sign in with." required withAsterisk={false} {...form.getInputProps('username')} autoComplete="username" spellCheck={false} autoCapitalize="none" />
          <TextInput label="Email" description="Optional." type="email" {...form.getInputProps('email')} autoComplete="email" />
          <PasswordInput label="Password" description="Three or four words that have nothing to do with each other are hard to guess and easy to remember." required withAsterisk={false} {...form.getInputProps('password')} autoComplete="new-password" />
          <Button type="submit" loading={begin.isPending} mt="sm">Set up Jeton</Button>
        </Stack>
      </form>
    </Lone>
  )
}

const Done = ({ slug, address }: { slug: string; address: string }) => (
  <Lone title="Jeton is set up">
    <Text size="sm" mb="md">Sign in to the console of <b>{slug}</b> with the name and password you have just chosen. The operators&rsquo; console, at <span className="mono">/t/system/console</span>, takes the same.</Text>
    <Button component="a" href={webAddress(address)}>Go to the console of {slug}</Button>
  </Lone>
)

const Expired = () => (
  <Lone title="This link does not open anything any more">
    <Text size="sm">It was used already, or is older than an hour. If somebody set Jeton up, <a href="/t/system/console">sign in</a>. If nobody did, run <span className="mono">jeton setup-link</span> where Jeton runs: it prints a new one.</Text>
  </Lone>
)
