import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ResourceServer } from '../api/client'
import { useMay } from '../parts/Can'
import { fieldError, Summary } from '../parts/form'
import { WholeName } from '../parts/Name'
import { Newer } from '../parts/Newer'
import { inWords } from '../parts/newer'
import { Unsaved } from '../parts/Unsaved'
import { useNewer } from '../parts/useNewer'
import { useEdit } from './edit'
import { wrongScopes } from './scopes'

// Row is a scope that is there, and may be on its way out, or a new one.
interface Row { key: string; name: string; description: string; there: boolean; goes: boolean }

const held = (of: ResourceServer) => ({ rows: of.scopes.map((scope): Row => ({ key: scope.name, name: scope.name, description: scope.description ?? '', there: true, goes: false })) })

// Scopes are what may be done at the API.
export function Scopes({ of }: { of: ResourceServer }) {
  const may = useMay('resource-servers:write')
  const edit = useEdit(of, 'The scopes are saved.')
  const form = useForm({
    initialValues: held(of),
    validate: { rows: (rows) => wrongScopes(rows.filter((row) => !row.goes).map((row) => row.name)) },
  })
  const newer = useNewer({ of, form, values: held, edit })
  const { rows } = form.values
  const set = (i: number, row: Partial<Row>) => form.setFieldValue('rows', rows.with(i, { ...rows[i]!, ...row }))
  const add = () => form.setFieldValue('rows', [...rows, { key: crypto.randomUUID(), name: '', description: '', there: false, goes: false }])
  const save = form.onSubmit((v) => edit.mutate(
    { scopes: v.rows.filter((row) => !row.goes).map(({ name, description }) => ({ name, description: description || undefined })), version: newer.version },
    { onSuccess: newer.saved, onError: (problem) => form.setErrors(fieldError(problem, { scopes: 'rows' })) },
  ))
  const gone = rows.filter((row) => row.goes)
  return (
    <form onSubmit={save} noValidate>
      <Stack maw={840}>
        <Unsaved when={form.isDirty()} />
        <Newer of={newer} labels={{ rows: 'Scopes' }} say={(_, now) => inWords((now as Row[]).map((row) => row.name))} />
        <Summary errors={form.errors} problem={newer.problem} />
        <Text size="sm" c="dimmed">What may be done at this API. A token has some of them, and the API is told which. People read what a scope allows when an application asks for it.</Text>
        {rows.length === 0 && <Text size="sm">It has no scope yet: a token for it is good or not, and nothing more is said.</Text>}
        {rows.map((row, i) => <Edited key={row.key} row={row} may={may} set={(now) => set(i, now)} drop={() => form.setFieldValue('rows', rows.toSpliced(i, 1))} />)}
        {may && <div><Button variant="default" size="compact-sm" onClick={add}>Add a scope</Button></div>}
        {gone.length > 0 && <Loss of={of} gone={gone.length} />}
        {may && <Group><Button type="submit" disabled={!form.isDirty()} loading={edit.isPending}>Save the scopes</Button></Group>}
      </Stack>
    </form>
  )
}

function Edited({ row, may, set, drop }: { row: Row; may: boolean; set: (row: Partial<Row>) => void; drop: () => void }) {
  if (row.goes) {
    return (
      <Group className="card" py="sm" justify="space-between" gap="sm">
        <Text size="sm" component="div" style={{ minWidth: 0 }}><del><WholeName mono>{row.name}</WholeName></del> <span aria-hidden style={{ color: 'var(--wrong)' }}>✕</span> Goes when you save</Text>
        <Button variant="default" size="compact-sm" onClick={() => set({ goes: false })} aria-label={`Keep ${row.name}`}>Keep</Button>
      </Group>
    )
  }
  return (
    <Group align="end" gap="sm" role="group" aria-label={row.name || 'A new scope'}>
      {row.there
        ? <div style={{ flex: '1 1 200px', minWidth: 0, paddingBlock: 8 }}><WholeName mono>{row.name}</WholeName></div>
        : <TextInput label="Scope" placeholder="orders:read" style={{ flex: '1 1 200px' }} value={row.name} onChange={(event) => set({ name: event.currentTarget.value })} autoComplete="off" spellCheck={false} autoCapitalize="none" />}
      {may
        ? <TextInput label={row.there ? undefined : 'What it allows'} aria-label={row.there ? `What ${row.name} allows` : undefined} placeholder="Such as: Read orders" style={{ flex: '2 1 260px' }} value={row.description} maxLength={1000} dir="auto" autoComplete="off" onChange={(event) => set({ description: event.currentTarget.value })} />
        : <Text size="sm" style={{ flex: '2 1 260px' }}>{row.description ? <WholeName>{row.description}</WholeName> : 'Not described'}</Text>}
      {may && <Button variant="default" onClick={() => (row.there ? set({ goes: true }) : drop())} aria-label={`Remove ${row.name || 'the new scope'}`}>Remove</Button>}
    </Group>
  )
}

const Loss = ({ of, gone }: { of: ResourceServer; gone: number }) => (
  <div className="notice" role="status">
    <Text size="sm" fw={600}>Tokens already issued lose {gone === 1 ? 'it' : 'them'} too, at once</Text>
    <Text size="sm">
      From the moment you save, nobody is told {gone === 1 ? 'this scope' : 'these scopes'} of any token, and no application gets {gone === 1 ? 'it' : 'them'}.
      {of.token_format === 'jwt' && ' A JWT that the API checks without asking keeps what is in it until it ends.'}
    </Text>
  </div>
)
