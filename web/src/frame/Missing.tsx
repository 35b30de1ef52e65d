import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Heading } from '../parts/Page'

export const Missing = () => (
  <Heading title="There is no such page" lead={<>The address may have a mistake in it. <Anchor component={Link} to="/" underline="always">Go to Home</Anchor>.</>} />
)
