import { Anchor, Text } from '@mantine/core'
import { Name } from '../parts/Name'

// Shown is the first cell of a row, which opens what it names beside the list.
export const Shown = ({ name, beneath, mono, you, onClick }: { name: string; beneath?: string; mono?: boolean; you?: boolean; onClick: () => void }) => (
  <>
    <Anchor component="button" type="button" c="inherit" fz="sm" fw={600} maw="100%" ta="start" underline="never" style={{ display: 'block' }} onClick={(event) => { event.stopPropagation(); onClick() }}>
      <Name mono={mono}>{name}</Name>
    </Anchor>
    {beneath !== undefined && <Text size="xs" c="dimmed" component="div" truncate><Name mono>{beneath}</Name>{you && ' · you'}</Text>}
  </>
)
