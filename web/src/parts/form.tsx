import { Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { asProblem } from '../api/problem'
import { sentence } from './Wrong'

// Summary stands above a form that was refused: it takes the focus and says all that
// is wrong at once. At the fields it is said again.
export function Summary({ errors, problem }: { errors: Record<string, unknown>; problem?: unknown }) {
  const summary = useRef<HTMLDivElement>(null)
  const found = [...new Set(Object.values(errors).filter((error): error is string => typeof error === 'string' && error !== ''))]
  const other = problem ? asProblem(problem) : undefined
  const shown = found.length > 0 || other !== undefined
  useEffect(() => {
    if (shown) summary.current?.focus()
  }, [shown, problem])
  if (!shown) return null
  return (
    <div className="notice wrong" role="alert" tabIndex={-1} ref={summary}>
      <Text size="sm" fw={600}>Nothing was saved yet</Text>
      {found.map((error) => <Text size="sm" className="whole" key={error}>{error}</Text>)}
      {other && !found.includes(sentence(other.message)) && <Text size="sm" className="whole">{sentence(other.message)}</Text>}
      {other?.requestID && <Text size="xs" c="dimmed">Request <span className="mono">{other.requestID}</span></Text>}
    </div>
  )
}

// fieldError gives a problem as the errors of a form, if it names one of the fields.
export function fieldError(problem: unknown, fields: Record<string, string>): Record<string, string> {
  const { field, message } = asProblem(problem)
  const name = fields[field]
  return name === undefined ? {} : { [name]: sentence(message) }
}
