import { RouterProvider } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { asProblem } from '../api/problem'
import { self } from '../api/queries'
import { Loading } from '../parts/Loading'
import { Wrong } from '../parts/Wrong'
import { operators, signIn } from '../place'
import { router } from '../routes'
import { SetUp } from '../setup/SetUp'
import { Lone } from './Lone'
import { NoAccess } from './NoAccess'

// takeSetupSecret reads the secret of the set-up link, which stands in the fragment,
// and takes it out of the address at once, and so out of the history.
function takeSetupSecret(): string | undefined {
  const secret = /^#setup=([\w-]+)$/.exec(window.location.hash)?.[1]
  if (!operators || secret === undefined) return undefined
  window.history.replaceState(null, '', window.location.pathname)
  return secret
}

const setupSecret = takeSetupSecret()

// Entrance decides what somebody sees who opens the console: the first-run page, the
// way to sign in, that they have no access, or the console.
export function Entrance() {
  return setupSecret === undefined ? <Door /> : <SetUp secret={setupSecret} />
}

function Door() {
  const me = useQuery(self)
  const [entered, setEntered] = useState(false)
  const problem = me.isError ? asProblem(me.error) : undefined
  const signedOut = problem?.signedOut === true && !entered
  useEffect(() => {
    if (me.isSuccess) setEntered(true)
  }, [me.isSuccess])
  useEffect(() => {
    if (signedOut) signIn()
  }, [signedOut])

  if (me.data || entered) return <RouterProvider router={router} />
  if (problem?.status === 403) return <NoAccess />
  if (problem?.status === 404) {
    return <Lone title="There is nothing here"><p>No tenant has this address. Check it for a mistake.</p></Lone>
  }
  if (problem && !signedOut) {
    return <Lone title="The console cannot begin"><Wrong what="It is not known who you are" problem={problem} again={() => void me.refetch()} /></Lone>
  }
  return <Lone><Loading /></Lone>
}
