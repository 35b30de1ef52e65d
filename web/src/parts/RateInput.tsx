import { NumberInput } from '@mantine/core'
import type { ReactNode } from 'react'

interface Entered {
  label: string
  description: string
  value: number
  onChange: (rate: number) => void
  error?: ReactNode
  disabled?: boolean
}

// RateInput is how many requests a second may be made.
export const RateInput = ({ value, onChange, ...rest }: Entered) => (
  <NumberInput
    {...rest} value={Number.isNaN(value) ? '' : value} onChange={(rate) => onChange(rate === '' ? NaN : Number(rate))} suffix=" a second" maw={480}
    min={0} allowDecimal={false} allowNegative={false} clampBehavior="none" thousandSeparator=" " hideControls
  />
)
