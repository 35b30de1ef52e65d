import { Group, NativeSelect, NumberInput, Text } from '@mantine/core'
import { useState } from 'react'
import { boundsOf, lastings, type Lasting } from './fields'
import { secondsOf, unitOf, units, type Unit } from './units'

interface Entered {
  field: Lasting
  value: number
  onChange: (seconds: number) => void
  error?: string
  disabled?: boolean
}

// LastingField is a length of time, entered in the unit that people think in.
export function LastingField({ field, value, onChange, error, disabled }: Entered) {
  const { label, help, ...bounds } = lastings[field]
  const [chosen, choose] = useState<Unit>(unitOf(value))
  // A value that comes from elsewhere may be none of whole units.
  const unit = Number.isNaN(value) || value % units[chosen] === 0 ? chosen : unitOf(value)
  const to = (next: Unit) => {
    choose(next)
    if (!Number.isNaN(value)) onChange(secondsOf(value / units[unit], next))
  }
  return (
    <div>
      <Group gap="xs" align="end" wrap="nowrap">
        <NumberInput
          label={label} value={Number.isNaN(value) ? '' : value / units[unit]} onChange={(count) => onChange(secondsOf(count, unit))} disabled={disabled} error={error !== undefined}
          min={0} allowDecimal={false} allowNegative={false} clampBehavior="none" thousandSeparator=" " hideControls w={160} styles={{ label: { whiteSpace: 'nowrap' } }} aria-describedby={`${field}-help`} onFocus={() => choose(unit)}
        />
        <NativeSelect aria-label={`${label}: unit`} value={unit} onChange={(event) => to(event.currentTarget.value as Unit)} disabled={disabled} data={Object.keys(units)} w={120} />
      </Group>
      <div id={`${field}-help`}>
        {error && <Text size="xs" c="var(--wrong)" mt={4}>{error}</Text>}
        <Text size="xs" c="dimmed" mt={4} maw={560}>{help}{error ? '' : ` Allowed: ${boundsOf(bounds)}.`}</Text>
      </div>
    </div>
  )
}
