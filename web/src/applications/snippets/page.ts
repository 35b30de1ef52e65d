import type { Snippet } from '../../parts/snippet'
import { literal } from '../../rules/quoting'
import type { Words } from '../snippets'
import { asked, go, metadata, node } from './signin'
import { one, proof } from './words'

// inPage is for applications that live in the browser alone.
export const inPage = (w: Words): Snippet[] => [metadata(w), browser(w)]

const browser = (w: Words) => one('browser', 'Browser', `oidc-client-ts 3. ${proof(w)}`, 'signin.js', [
  `import { UserManager } from 'oidc-client-ts'

const people = new UserManager({
  authority: ${literal(w.issuer)},
  client_id: ${literal(w.id)},
  redirect_uri: ${literal(w.back)},
  scope: ${literal(asked(w).join(' '))},`,
  w.resource && `  resource: ${literal(w.resource)},`,
  `})

// On the page they come back to, this gives who signed in, with a token in access_token.
export const comeBack = () => people.signinRedirectCallback()

// Anywhere else, this sends them to sign in.
export const signIn = () => people.signinRedirect()`,
])

// installed is for applications on people's own machines.
export const installed = (w: Words): Snippet[] => [metadata(w), go(w), node(w), maui(w)]

const maui = (w: Words) => one('dotnet', '.NET', `Duende.IdentityModel.OidcClient. ${proof(w)} SystemBrowser is yours: it opens the address, and waits for the way back.`, 'SignIn.cs', [
  `using Duende.IdentityModel.OidcClient;

var client = new OidcClient(new OidcClientOptions
{
    Authority = ${literal(w.issuer)},
    ClientId = ${literal(w.id)},
    RedirectUri = ${literal(w.back)},
    Scope = ${literal(asked(w).join(' '))},`,
  w.resource && `    Resource = { ${literal(w.resource)} },`,
  `    Browser = new SystemBrowser(),
});
var person = await client.LoginAsync();`,
])
