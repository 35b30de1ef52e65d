import type { NewPasswordLink, User } from '../api/client'
import { WholeName } from '../parts/Name'
import type { Shown } from '../parts/SecretPanel'
import { exact } from '../parts/time'

// lifetimes are how long a link may be good, the usual first.
export const lifetimes = {
  invite: [[259_200, '3 days'], [86_400, '1 day'], [604_800, '7 days'], [2_592_000, '30 days']],
  reset: [[3600, '1 hour'], [28_800, '8 hours'], [86_400, '1 day']],
} satisfies Record<NewPasswordLink['purpose'], [number, string][]>

// shownLink is a link by which somebody chooses a password, for the only time.
export const shownLink = (of: User, link: NewPasswordLink): Shown => ({
  title: link.purpose === 'invite' ? 'An invite link' : 'A link for another password',
  file: 'password-link.txt',
  note: (
    <>
      Hand it to <b><WholeName>{of.name}</WholeName></b> alone, by a way that you trust: whoever opens it first chooses the password.
      It is good once, until {exact(new Date(link.expires_at))}.
    </>
  ),
  lines: [{ label: 'Username', value: of.username }, { label: 'Link', value: link.url }],
})
