import { Anchor, Button, Group, Text } from '@mantine/core'
import { home, tenant } from '../place'
import { Lone } from './Lone'

// NoAccess is for somebody who is signed in and holds no role here.
export const NoAccess = () => (
  <Lone title="You have no access to this console">
    <Text size="sm" mb="md">You are signed in, and hold no role at <b>{tenant}</b>. Somebody who manages it can give you one. What is your own is on your account page.</Text>
    <Group>
      <Button component="a" href={`${home}/account`}>Go to your account</Button>
      <SignOut />
    </Group>
    <Text size="sm" c="dimmed" mt="md">Signed in as somebody else by mistake? Sign out, and <Anchor href={`${home}/console/signin`}>sign in</Anchor> again.</Text>
  </Lone>
)

// SignOut is a form of its own: what ends a session is no link.
export const SignOut = () => (
  <form method="post" action={`${home}/signin/out`}>
    <Button type="submit" variant="default">Sign out</Button>
  </form>
)
