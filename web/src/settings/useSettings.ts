import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Settings, type SettingsEdit } from '../api/client'
import { self, settings } from '../api/queries'
import { fieldError } from '../parts/form'
import { useNewer } from '../parts/useNewer'
import { changed, check, labels, told, valuesOf, type Field, type Values } from './fields'

// useSettings is the form of a part of the settings. It saves what was changed and
// nothing else, and says what that is.
export function useSettings(of: Settings) {
  const queries = useQueryClient()
  const form = useForm<Values>({ initialValues: valuesOf(of), validate: check })
  const edit = useMutation({
    mutationFn: (body: SettingsEdit) => ask(api.PATCH('/settings', { body })),
    onSuccess: async (now, body) => {
      queries.setQueryData(settings.queryKey, now)
      // What the tenant looks like is told with who one is.
      await queries.invalidateQueries({ queryKey: self.queryKey })
      const said = (Object.keys(body) as (keyof SettingsEdit)[]).filter((field) => field !== 'version').map((field) => `${labels[field]}: ${told(field, now[field])}.`)
      notifications.show({ title: 'Saved', message: said.join(' ') })
    },
  })
  const newer = useNewer({ of, form, values: valuesOf, edit: { ...edit, read: () => queries.fetchQuery({ ...settings, staleTime: 0 }) } })
  const save = form.onSubmit((values) => edit.mutate(
    { ...changed(valuesOf(newer.base), values), version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, Object.fromEntries(Object.keys(labels).map((field) => [field, field])))) },
  ))
  const field = <F extends Field>(name: F) => ({
    value: form.values[name], onChange: (value: Values[F]) => form.setFieldValue(name, value as never), error: form.errors[name] ? String(form.errors[name]) : undefined,
  })
  return { form, edit, newer, save, field }
}
