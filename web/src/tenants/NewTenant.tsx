import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ask } from '../api/client'
import { fieldError, Summary } from '../parts/form'
import { Heading } from '../parts/Page'
import { checkName, checkSlug, suggestID } from '../rules/names'
import { isTaken } from './queries'

// NewTenant creates a tenant, and goes on to its first owner: before there is one
// nobody can sign in to it.
export function NewTenant() {
  const [own, setOwn] = useState(false)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const form = useForm({ initialValues: { name: '', slug: '' }, validate: { name: checkName, slug: checkSlug } })
  const { name, slug } = form.values
  const [asked] = useDebouncedValue(slug, 250)
  const taken = useQuery({ ...isTaken(asked), enabled: asked !== '' && checkSlug(asked) === undefined }).data === true && asked === slug
  const create = useMutation({
    mutationFn: (body: typeof form.values) => ask(api.POST('/tenants', { body })),
    onError: (problem) => form.setErrors(fieldError(problem, { name: 'name', slug: 'slug' })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['tenants'] })
      await navigate({ to: '/tenants/$slug/owners/new', params: { slug: made.slug } })
    },
  })
  const wrong = slug !== '' ? checkSlug(slug) ?? (taken ? 'Another tenant has this short name.' : undefined) : undefined
  return (
    <>
      <Heading title="Create a tenant" lead="It gets keys of its own and is active at once. Then you invite its owner." />
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack maw={560}>
          <Summary errors={form.errors} problem={create.error} />
          <TextInput
            label="Name" description="People see it when they sign in. It can be changed." placeholder="Acme Inc." dir="auto" autoComplete="off" {...form.getInputProps('name')}
            onChange={(event) => { form.setFieldValue('name', event.currentTarget.value); if (!own) form.setFieldValue('slug', suggestID(event.currentTarget.value)) }}
          />
          <TextInput
            label="Short name (slug)" placeholder="acme" autoComplete="off" spellCheck={false} autoCapitalize="none" maxLength={63} {...form.getInputProps('slug')}
            description={<>Part of every address of the tenant. It never changes: <span className="mono whole">{window.location.origin}/t/{slug || suggestID(name) || 'acme'}</span></>}
            onChange={(event) => { setOwn(event.currentTarget.value !== ''); form.setFieldValue('slug', event.currentTarget.value) }}
            error={form.errors.slug ?? wrong}
          />
          <Group><Button type="submit" loading={create.isPending}>Create the tenant</Button><Button variant="default" component={Link} to="/tenants">Cancel</Button></Group>
        </Stack>
      </form>
    </>
  )
}
