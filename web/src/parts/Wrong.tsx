import { Button, Group, Text } from '@mantine/core'
import { asProblem } from '../api/problem'

// Wrong says what went wrong, and names the request for whoever looks into it.
export function Wrong({ what, problem, again }: { what: string; problem: unknown; again?: () => void }) {
  const { message, requestID } = asProblem(problem)
  return (
    <div className="notice wrong" role="alert">
      <Text fw={600} size="sm">{what}</Text>
      <Text size="sm" className="whole">{sentence(message)}</Text>
      {requestID && <Text size="xs" c="dimmed">Request <span className="mono">{requestID}</span></Text>}
      {again && <Group mt="xs"><Button size="compact-sm" variant="default" onClick={again}>Try again</Button></Group>}
    </div>
  )
}

export const sentence = (text: string) => {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?]$/.test(begun) ? begun : `${begun}.`
}
