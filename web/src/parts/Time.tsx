import { Tooltip } from '@mantine/core'
import { exact, relative } from './time'

// Time is how long ago something is; when exactly is said on hover and focus.
export function Time({ at }: { at: string }) {
  const time = new Date(at)
  return (
    <Tooltip label={exact(time)} events={{ hover: true, focus: true, touch: true }} withArrow>
      <time dateTime={at} tabIndex={0}>{relative(time, new Date())}</time>
    </Tooltip>
  )
}
