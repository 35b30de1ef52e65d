// Sends the same requests to Jeton and to oidc-provider, and prints as its last
// line, as JSON, where the answers differ.
import { authentication } from './beside/authentication.mjs'
import { authorization } from './beside/authorization.mjs'
import { compare, look } from './beside/look.mjs'
import { others } from './beside/others.mjs'
import { issuer, stop } from './beside/peer.mjs'
import { devices, pushed } from './beside/pushed.mjs'
import { Server } from './beside/server.mjs'
import { token } from './beside/token.mjs'
import { discover, world } from './world.mjs'

const [ours, theirs] = await Promise.all([world.issuer, issuer].map(async (issuer) => new Server(await discover('oidc', issuer), world)))

const cases = []
for (const [name, ask] of [...authorization(), ...authentication(), ...token(), ...pushed(), ...devices(), ...others()]) {
  const [jeton, peer] = await Promise.all([ours, theirs].map(async (server) => {
    try {
      return await look(server, await ask(server))
    } catch (cause) {
      throw new Error(`${name}, at ${server.metadata.issuer}`, { cause })
    }
  }))
  cases.push({ name, differences: compare(jeton, peer) })
}
console.log(JSON.stringify(cases))
stop()
