import type { Client } from '../api/client'
import { nginx } from '../apis/snippets'
import { js, sh, type Snippet } from '../parts/snippet'
import { deviceCode, hasSecret, signsPeopleIn } from './kinds'

type Of = Pick<Client, 'client_id' | 'grant_types' | 'token_endpoint_auth_method' | 'application_type' | 'redirect_uris' | 'allowed'>

// snippetsFor gives lines that get the application a token, and for nginx the lines
// before an API that asks what a token means.
export function snippetsFor(client: Of, issuer: string): Snippet[] {
  const scopes = client.allowed.flatMap((allowed) => allowed.scopes).join(' ')
  const w = {
    id: client.client_id, issuer, scopes, signing: ['openid', 'profile', scopes].filter(Boolean).join(' '), back: client.redirect_uris?.[0] ?? 'https://your-application.example/callback',
    secret: hasSecret(client), resource: client.allowed[0]?.resource_server ?? '',
  }
  const code = signsPeopleIn(client) ? signingIn(w) : client.grant_types.includes(deviceCode as never) ? device(w) : byItself(w)
  return [...code, nginx(issuer)]
}

interface Words { id: string; issuer: string; scopes: string; signing: string; back: string; secret: boolean; resource: string }

const secretNote = 'The secret is read from the environment variable CLIENT_SECRET.'

function byItself(w: Words): Snippet[] {
  const scope = w.scopes ? ` -d scope=${sh(w.scopes)}` : ''
  return [
    { id: 'curl', label: 'curl', about: secretNote, code: `curl -sS -u '${w.id}':"$CLIENT_SECRET" \\\n     -d grant_type=client_credentials${scope} \\\n     ${w.issuer}/oauth2/token` },
    { id: 'go', label: 'Go', about: `golang.org/x/oauth2. ${secretNote}`, code: `config := clientcredentials.Config{
	ClientID:     "${w.id}",
	ClientSecret: os.Getenv("CLIENT_SECRET"),
	TokenURL:     "${w.issuer}/oauth2/token",
	Scopes:       strings.Fields("${w.scopes}"),
}
client := config.Client(ctx) // gets a token, and another when it ends` },
    { id: 'node', label: 'Node', about: `openid-client 6. ${secretNote}`, code: `import * as client from 'openid-client'

const jeton = await client.discovery(new URL('${w.issuer}'), '${w.id}', undefined,
  client.ClientSecretBasic(process.env.CLIENT_SECRET))
const tokens = await client.clientCredentialsGrant(jeton, { scope: ${js(w.scopes)} })` },
    { id: 'python', label: 'Python', about: `Authlib. ${secretNote}`, code: `import os
from authlib.integrations.requests_client import OAuth2Session

session = OAuth2Session("${w.id}", os.environ["CLIENT_SECRET"], scope="${w.scopes}")
session.fetch_token("${w.issuer}/oauth2/token", grant_type="client_credentials")` },
    { id: 'java', label: 'Java (Spring)', about: `Spring Security, in application.yaml. ${secretNote}`, code: spring(w, 'client_credentials', w.scopes) },
    { id: 'dotnet', label: '.NET', about: `Duende.IdentityModel. ${secretNote}`, code: `var response = await http.RequestClientCredentialsTokenAsync(new ClientCredentialsTokenRequest
{
    Address = "${w.issuer}/oauth2/token",
    ClientId = "${w.id}",
    ClientSecret = Environment.GetEnvironmentVariable("CLIENT_SECRET"),
    Scope = "${w.scopes}",
});` },
  ]
}

function signingIn(w: Words): Snippet[] {
  const note = w.secret ? secretNote : 'It has no secret: PKCE stands in for one.'
  return [
    { id: 'curl', label: 'curl', about: 'What a library reads first: every address it needs.', code: `curl -sS ${w.issuer}/.well-known/openid-configuration` },
    { id: 'go', label: 'Go', about: `coreos/go-oidc and golang.org/x/oauth2. ${note}`, code: `provider, err := oidc.NewProvider(ctx, "${w.issuer}")
config := oauth2.Config{
	ClientID:     "${w.id}",${w.secret ? '\n\tClientSecret: os.Getenv("CLIENT_SECRET"),' : ''}
	Endpoint:     provider.Endpoint(),
	RedirectURL:  "${w.back}",
	Scopes:       strings.Fields("${w.signing}"),
}
verifier := oauth2.GenerateVerifier()
address := config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier), oidc.Nonce(nonce))
// when they come back:
token, err := config.Exchange(ctx, code, oauth2.VerifierOption(verifier))` },
    { id: 'node', label: 'Node', about: `openid-client 6. ${note}`, code: `import * as client from 'openid-client'

const jeton = await client.discovery(new URL('${w.issuer}'), '${w.id}', undefined,
  ${w.secret ? 'client.ClientSecretBasic(process.env.CLIENT_SECRET)' : 'client.None()'})
const verifier = client.randomPKCECodeVerifier()
const state = client.randomState()
const address = client.buildAuthorizationUrl(jeton, {
  redirect_uri: ${js(w.back)}, scope: ${js(w.signing)}, state,
  code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
})
// when they come back:
const tokens = await client.authorizationCodeGrant(jeton, currentUrl, { pkceCodeVerifier: verifier, expectedState: state })` },
    { id: 'python', label: 'Python', about: `Authlib, with Flask. ${note}`, code: `oauth = OAuth(app)
oauth.register(
    "jeton",
    server_metadata_url="${w.issuer}/.well-known/openid-configuration",
    client_id="${w.id}",${w.secret ? '\n    client_secret=os.environ["CLIENT_SECRET"],' : ''}
    client_kwargs={"scope": "${w.signing}", "code_challenge_method": "S256"},
)` },
    { id: 'java', label: 'Java (Spring)', about: `Spring Security, in application.yaml. ${note}`, code: spring(w, 'authorization_code', w.signing) },
    { id: 'dotnet', label: '.NET', about: `ASP.NET Core. ${note}`, code: `builder.Services.AddAuthentication(OpenIdConnectDefaults.AuthenticationScheme)
    .AddCookie()
    .AddOpenIdConnect(options =>
    {
        options.Authority = "${w.issuer}";
        options.ClientId = "${w.id}";${w.secret ? '\n        options.ClientSecret = builder.Configuration["CLIENT_SECRET"];' : ''}
        options.ResponseType = "code"; // with PKCE
        foreach (var scope in "${w.signing}".Split(' ')) options.Scope.Add(scope);
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
    });` },
  ]
}

function device(w: Words): Snippet[] {
  return [{
    id: 'curl', label: 'curl', about: 'Show the code, then ask every few seconds whether the person has decided.',
    code: `curl -sS -d client_id='${w.id}' -d scope=${sh(w.signing)} \\
     ${w.issuer}/oauth2/device_authorization
# show user_code and verification_uri, then:
curl -sS -d client_id='${w.id}' -d grant_type=${deviceCode} \\
     -d device_code="$DEVICE_CODE" ${w.issuer}/oauth2/token`,
  }, {
    id: 'go', label: 'Go', about: 'golang.org/x/oauth2.', code: `config := oauth2.Config{
	ClientID: "${w.id}",
	Endpoint: oauth2.Endpoint{
		DeviceAuthURL: "${w.issuer}/oauth2/device_authorization",
		TokenURL:      "${w.issuer}/oauth2/token",
	},
	Scopes: strings.Fields("${w.signing}"),
}
response, err := config.DeviceAuth(ctx)
// show response.UserCode and response.VerificationURI, then:
token, err := config.DeviceAccessToken(ctx, response)`,
  }]
}

const spring = (w: Words, grant: string, scope: string) => `spring:
  security:
    oauth2:
      client:
        provider:
          jeton:
            issuer-uri: ${w.issuer}
        registration:
          jeton:
            provider: jeton
            client-id: "${w.id}"
${w.secret ? '            client-secret: ${CLIENT_SECRET}\n' : '            client-authentication-method: none\n'}            authorization-grant-type: ${grant}
${grant === 'authorization_code' ? `            redirect-uri: ${js(w.back)}\n` : ''}            scope: "${scope.split(' ').join(',')}"`
