import { Button, Group, Stack, Text, TextInput } from '@mantine/core'

export interface Addresses {
  label: string
  help: string
  example: string
  // check says what is wrong with one.
  check: (address: string) => string | undefined
  value: string[]
  onChange: (value: string[]) => void
  disabled?: boolean
  error?: string
}

// AddressList is addresses, checked while they are typed.
export function AddressList({ label, help, example, check, value, onChange, disabled, error }: Addresses) {
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      <div>
        <Text size="sm" fw={600}>{label}</Text>
        <Text size="xs" c="dimmed">{help}</Text>
      </div>
      {value.map((uri, i) => (
        <Group key={i} align="start" gap="xs" wrap="nowrap">
          <TextInput
            flex={1} aria-label={`${label}, ${i + 1}`} placeholder={example} value={uri} disabled={disabled} spellCheck={false} autoCapitalize="none" autoComplete="off"
            error={uri === '' ? undefined : check(uri)} onChange={(event) => onChange(value.with(i, event.currentTarget.value))}
          />
          {!disabled && <Button variant="default" onClick={() => onChange(value.toSpliced(i, 1))} aria-label={`Take address ${i + 1} away`}>Remove</Button>}
        </Group>
      ))}
      {error && <Text size="xs" c="red">{error}</Text>}
      {!disabled && value.length < 50 && <div><Button variant="default" size="compact-sm" onClick={() => onChange([...value, ''])}>Add an address</Button></div>}
    </Stack>
  )
}

// wrongAddress gives the first thing wrong among addresses.
export function wrongAddress(value: string[], check: Addresses['check']): string | undefined {
  if (new Set(value).size < value.length) return 'An address is there twice.'
  return value.map(check).find((wrong) => wrong !== undefined)
}
