import type { Snippet } from '../../parts/snippet'
import { literal, property, sh } from '../../rules/quoting'
import type { Words } from '../snippets'
import { registration } from './service'
import { indented, local, members, one, posts, proof, strings } from './words'

// signingIn is for applications on servers that people sign in to: each by the
// library that is kept best in its language, which checks what comes back.
export function signingIn(w: Words): Snippet[] {
  if (w.auth === 'private_key_jwt') return [metadata(w), node(w)]
  return [metadata(w), go(w), node(w), flask(w), spring(w), aspnet(w)]
}

export const asked = (w: Words) => ['openid', 'profile', ...w.scopes]

export const metadata = (w: Words) => one('curl', 'curl', 'What a library reads first: every address it needs.', undefined, [`curl -sS ${sh(`${w.issuer}/.well-known/openid-configuration`)}`])

export const go = (w: Words) => one('go', 'Go', `coreos/go-oidc and golang.org/x/oauth2. ${proof(w)}`, 'signin.go', [
  `provider, err := oidc.NewProvider(ctx, ${literal(w.issuer)})
if err != nil {
	return err
}
endpoint := provider.Endpoint()`,
  `endpoint.AuthStyle = oauth2.${w.auth === 'client_secret_basic' ? 'AuthStyleInHeader' : 'AuthStyleInParams'}`,
  'config := oauth2.Config{',
  indented('\t', members([
    ['ClientID', literal(w.id)],
    ['ClientSecret', w.auth !== 'none' && 'os.Getenv("CLIENT_SECRET")'],
    ['Endpoint', 'endpoint'],
    ['RedirectURL', literal(w.back)],
    ['Scopes', `[]string{${strings(asked(w))}}`],
  ])),
  `}

// Keep these three with the browser's session, and send it to the address.
state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()`,
  `address := config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)${w.resource ? `,\n\toauth2.SetAuthURLParam("resource", ${literal(w.resource)})` : ''})`,
  `
// When they come back, query is what stands behind the question mark.
if query.Get("state") != state || query.Get("code") == "" {
	return fmt.Errorf("the sign-in ended: %s", query.Get("error"))
}
token, err := config.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(verifier))
if err != nil {
	return err
}
raw, _ := token.Extra("id_token").(string)
person, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
if err != nil || person.Nonce != nonce {
	return fmt.Errorf("not the sign-in that was begun: %w", err)
}`,
])

// discovery is how openid-client is told about the tenant and the application.
export const discovery = (w: Words) => {
  const proofs: Record<string, string> = {
    client_secret_basic: 'client.ClientSecretBasic(process.env.CLIENT_SECRET)', client_secret_post: 'client.ClientSecretPost(process.env.CLIENT_SECRET)',
    private_key_jwt: 'client.PrivateKeyJwt(key)', none: 'client.None()',
  }
  return `import * as client from 'openid-client'

const jeton = await client.discovery(new URL(${literal(w.issuer)}), ${literal(w.id)}, undefined,
  ${proofs[w.auth]}${local(w) ? ', { execute: [client.allowInsecureRequests] }' : ''})`
}

export const node = (w: Words) => one('node', 'Node', `openid-client 6. ${proof(w)}`, 'signin.mjs', [
  discovery(w),
  `
// Keep these three with the browser's session, and send it to the address.
const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()]
const address = client.buildAuthorizationUrl(jeton, {
  redirect_uri: ${literal(w.back)},
  scope: ${literal(asked(w).join(' '))},`,
  w.resource && `  resource: ${literal(w.resource)},`,
  `  state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
})

// When they come back, current is the whole address, as a URL.
const tokens = await client.authorizationCodeGrant(jeton, current, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce })
const person = tokens.claims()`,
])

const path = (w: Words) => (/^https?:/.test(w.back) ? new URL(w.back).pathname : '/callback')

const flask = (w: Words) => one('python', 'Python', `Authlib, with Flask. ${proof(w)} SESSION_KEY is long and random.`, 'signin.py', [
  `import os

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session

app = Flask(__name__)
app.secret_key = os.environ["SESSION_KEY"]
jeton = OAuth(app).register(
    "jeton",
    server_metadata_url=${literal(`${w.issuer}/.well-known/openid-configuration`)},
    client_id=${literal(w.id)},
    client_secret=os.environ["CLIENT_SECRET"],`,
  w.resource && `    authorize_params={"resource": ${literal(w.resource)}},`,
  `    client_kwargs={"scope": ${literal(asked(w).join(' '))}, "code_challenge_method": "S256"${posts(w) ? ', "token_endpoint_auth_method": "client_secret_post"' : ''}},
)


@app.get("/signin")
def sign_in():
    return jeton.authorize_redirect(${literal(w.back)})


@app.get(${literal(path(w))})
def come_back():
    token = jeton.authorize_access_token()
    session["person"] = token["userinfo"]["sub"]
    return redirect("/")`,
])

function spring(w: Words): Snippet {
  const pkce = 'OAuth2AuthorizationRequestCustomizers.withPkce()'
  const customizer = w.resource ? `${pkce}\n            .andThen(request -> request.additionalParameters(more -> more.put("resource", ${literal(w.resource)})))` : pkce
  return {
    id: 'spring', label: 'Java (Spring)', about: `Spring Security 6, as a client that signs people in. ${proof(w)}`,
    files: [
      { name: 'application.yaml', code: registration(w, 'authorization_code', asked(w), [`            redirect-uri: ${property(w.back)}`]) },
      {
        name: 'Security.java', code: `import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
class Security {
    @Bean
    SecurityFilterChain chain(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
        var requests = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
        requests.setAuthorizationRequestCustomizer(${customizer});
        return http
            .authorizeHttpRequests(all -> all.anyRequest().authenticated())
            .oauth2Login(login -> login
                .authorizationEndpoint(there -> there.authorizationRequestResolver(requests))
                .redirectionEndpoint(back -> back.baseUri(${literal(path(w))})))
            .build();
    }
}`,
      },
    ],
  }
}

const aspnet = (w: Words) => one('dotnet', '.NET', `ASP.NET Core, with Microsoft.AspNetCore.Authentication.OpenIdConnect. ${proof(w)}`, 'Program.cs', [
  `using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
    })
    .AddCookie()
    .AddOpenIdConnect(options =>
    {
        options.Authority = ${literal(w.issuer)};`,
  local(w) && '        options.RequireHttpsMetadata = false;',
  `        options.ClientId = ${literal(w.id)};
        options.ClientSecret = Environment.GetEnvironmentVariable("CLIENT_SECRET");
        options.CallbackPath = ${literal(path(w))};
        options.ResponseType = "code"; // with PKCE
        options.SaveTokens = true;`,
  ...w.scopes.map((scope) => `        options.Scope.Add(${literal(scope)});`),
  w.resource && `        options.Events.OnRedirectToIdentityProvider = to =>
        {
            to.ProtocolMessage.SetParameter("resource", ${literal(w.resource)});
            return Task.CompletedTask;
        };`,
  `    });

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/", (HttpContext of) => $"Hello, {of.User.FindFirst("name")?.Value}").RequireAuthorization();
app.Run();`,
])
