import { Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { api, ask, type User } from '../api/client'
import { useAPINames } from '../apis/names'
import { Confirm } from '../parts/Confirm'
import { counted } from '../parts/counted'
import { WholeName } from '../parts/Name'

interface Ends {
  tokens: { count: number; more: boolean }
  sessions: { count: number; more: boolean }
  // seen are the APIs that were told of the tokens lately.
  seen: { resource_server: string; tokens: number; more: boolean }[]
}

// SignOut says what ends before somebody is signed out everywhere.
export function SignOut({ of, ends, you, onClose }: { of: User; ends?: Ends; you: boolean; onClose: () => void }) {
  const queries = useQueryClient()
  const apiName = useAPINames()
  const verb = ends && ends.sessions.count + ends.tokens.count > 0 ? `End ${counted(ends.sessions, 'session')} and revoke ${counted(ends.tokens, 'token')}` : 'Sign out everywhere'
  const signOut = async () => {
    const { covers } = await ask(api.POST('/users/{id}/sign-out', { params: { path: { id: of.id } }, body: {} }))
    notifications.show({ message: `Signed out everywhere: ${counted({ count: covers.tokens, more: covers.more }, 'token')} revoked.` })
    await Promise.all(['users', 'tokens', 'me'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })))
  }
  return (
    <Confirm
      title="Sign out everywhere" verb={verb} typed={of.username} act={signOut} onClose={onClose}
      effect={(
        <Stack gap="xs">
          <div><b><WholeName>{of.name}</WholeName></b> is signed out of every browser, and every application that acts for them is refused from this moment on. Personal access tokens are revoked, too. The user stays active, and can sign in again.</div>
          {ends && ends.seen.length > 0 && <div>Used in the last hour: {ends.seen.map((api, i) => <span key={api.resource_server}>{i > 0 && ', '}<WholeName>{apiName(api.resource_server) ?? api.resource_server}</WholeName> ({counted({ count: api.tokens, more: api.more }, 'token')})</span>)}.</div>}
          {you && <div>This is you: this console is closed to you until you sign in again.</div>}
        </Stack>
      )}
    />
  )
}
