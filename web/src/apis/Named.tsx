import { TagsInput } from '@mantine/core'

interface Names {
  label: string
  description: string
  placeholder: string
  value: string[]
  onChange: (value: string[]) => void
  // found is what fits what is typed.
  found: string[]
  typed: string
  setTyped: (text: string) => void
  error: unknown
  disabled: boolean
}

// Named is a list of names, each typed or picked from what begins so.
export const Named = ({ placeholder, found, typed, setTyped, error, disabled, ...rest }: Names) => (
  <TagsInput
    {...rest} disabled={disabled} error={error ? String(error) : undefined} placeholder={disabled || rest.value.length > 0 ? undefined : placeholder} data={[...new Set(found)]} filter={({ options }) => options}
    searchValue={typed} onSearchChange={setTyped} splitChars={[' ', ',']} acceptValueOnBlur autoCapitalize="none" spellCheck={false} classNames={{ pill: 'mono', option: 'mono whole' }}
  />
)
