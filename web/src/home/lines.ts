import type { Client, ResourceServer } from '../api/client'
import { byCurl } from '../apis/snippets'
import { hasSecret } from '../applications/kinds'
import { sh } from '../rules/quoting'

type Got = Pick<Client, 'client_id' | 'grant_types' | 'token_endpoint_auth_method'>
type Asked = Pick<ResourceServer, 'identifiers'> & { credentials: { id: string }[] }

// getsItself is whether an application gets a token in a terminal, with nobody there
// to sign in.
export const getsItself = (client: Got) => client.grant_types.includes('client_credentials') && hasSecret(client)

// firstLines get a token for the API, if the application can, and ask what it means.
export function firstLines(client: Got, server: Asked, issuer: string): string {
  const ask = byCurl(server.credentials[0]?.id ?? 'API_CREDENTIAL_ID', issuer)
  if (!getsItself(client)) return ask
  const proof = `-u ${sh(client.client_id)}:"$CLIENT_SECRET"`
  const resource = `--data-urlencode resource=${sh(server.identifiers[0]!)}`
  return `TOKEN=$(curl -sS ${proof} -d grant_type=client_credentials \\\n     ${resource} ${sh(`${issuer}/oauth2/token`)} | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')\n${ask}`
}
