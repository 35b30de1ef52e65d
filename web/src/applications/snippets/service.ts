import type { Snippet } from '../../parts/snippet'
import { literal, property, sh } from '../../rules/quoting'
import type { Words } from '../snippets'
import { indented, members, one, posts, proof, strings, written } from './words'

const again = 'Use the token until it expires before you ask for another.'

// byItself is for programs that nobody signs in to. Where a language can do it in a
// few lines by itself, they need no library.
export function byItself(w: Words): Snippet[] {
  if (w.auth === 'private_key_jwt') return [curl(w)]
  return [curl(w), go(w), node(w), python(w), java(w), spring(w), dotnet(w)]
}

const url = (w: Words) => `${w.issuer}/oauth2/token`
const scope = (w: Words) => w.scopes.join(' ')

// form is what every request says, without the secret.
const form = (w: Words): [name: string, value: string][] => [
  ['grant_type', 'client_credentials'],
  ...(w.scopes.length ? [['scope', scope(w)] as [string, string]] : []),
  ...(w.resource ? [['resource', w.resource] as [string, string]] : []),
]

const assertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

function curl(w: Words): Snippet {
  const proofs: Record<string, string[]> = {
    client_secret_basic: [`-u ${sh(w.id)}:"$CLIENT_SECRET"`],
    client_secret_post: [`-d client_id=${sh(w.id)} --data-urlencode client_secret="$CLIENT_SECRET"`],
    private_key_jwt: [`-d client_assertion_type=${assertion}`, '-d client_assertion="$ASSERTION"'],
  }
  const parameters = form(w).map(([name, value]) => (name === 'grant_type' ? `-d grant_type=${value}` : `--data-urlencode ${name}=${sh(value)}`))
  const about = w.auth === 'private_key_jwt'
    ? `ASSERTION is a JWT that the application signs with its key: iss and sub are ${w.id}, aud is ${w.issuer}, with a jti of its own, and exp soon.`
    : proof(w)
  return one('curl', 'curl', about, undefined, [['curl -sS', ...(proofs[w.auth] ?? []), ...parameters, sh(url(w))].join(' \\\n     ')])
}

const go = (w: Words) => one('go', 'Go', `golang.org/x/oauth2. ${proof(w)}`, 'main.go', [
  `package main

import (
	"context"
	"fmt"
	"log"`,
  w.resource && '\t"net/url"',
  `	"os"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	config := clientcredentials.Config{`,
  indented('\t\t', members([
    ['ClientID', literal(w.id)],
    ['ClientSecret', 'os.Getenv("CLIENT_SECRET")'],
    ['TokenURL', literal(url(w))],
    ['AuthStyle', posts(w) ? 'oauth2.AuthStyleInParams' : 'oauth2.AuthStyleInHeader'],
    ['Scopes', w.scopes.length > 0 && `[]string{${strings(w.scopes)}}`],
    ['EndpointParams', w.resource && `url.Values{"resource": {${literal(w.resource)}}}`],
  ])),
  `	}
	// config.Client(ctx) sends a token with each request, and gets another when it ends.
	token, err := config.Token(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.AccessToken)
}`,
])

const node = (w: Words) => one('node', 'Node', `Node.js 20, without a package. ${proof(w)} ${again}`, 'token.mjs', [
  `const answer = await fetch(${literal(url(w))}, {
  method: 'POST',`,
  !posts(w) && `  headers: { authorization: 'Basic ' + btoa(${literal(`${w.id}:`)} + process.env.CLIENT_SECRET) },`,
  '  body: new URLSearchParams({',
  ...form(w).map(([name, value]) => `    ${name}: ${literal(value)},`),
  posts(w) && `    client_id: ${literal(w.id)},\n    client_secret: process.env.CLIENT_SECRET,`,
  `  }),
})
if (!answer.ok) throw new Error(await answer.text())
const { access_token } = await answer.json()
console.log(access_token)`,
])

const python = (w: Words) => one('python', 'Python', `Python 3, without a package. ${proof(w)} ${again}`, 'get_token.py', [
  !posts(w) && 'import base64',
  `import json
import os
from urllib.parse import urlencode
from urllib.request import Request, urlopen
`,
  !posts(w) && `basic = base64.b64encode((${literal(`${w.id}:`)} + os.environ["CLIENT_SECRET"]).encode()).decode()`,
  'form = {',
  ...form(w).map(([name, value]) => `    "${name}": ${literal(value)},`),
  posts(w) && `    "client_id": ${literal(w.id)},\n    "client_secret": os.environ["CLIENT_SECRET"],`,
  '}',
  `request = Request(${literal(url(w))}, urlencode(form).encode()${posts(w) ? '' : ', {"Authorization": "Basic " + basic}'})
with urlopen(request) as answer:
    print(json.load(answer)["access_token"])`,
])

function java(w: Words): Snippet {
  const pairs = form(w).map(([name, value]) => (name === 'grant_type' ? '"grant_type=client_credentials"' : `"&${name}=" + encode(${literal(value)}, UTF_8)`))
  if (posts(w)) pairs.push(`"&client_id=" + encode(${literal(w.id)}, UTF_8)`, '"&client_secret=" + encode(System.getenv("CLIENT_SECRET"), UTF_8)')
  return one('java', 'Java', `Java 17, without a library. ${proof(w)} ${again}`, 'Token.java', [
    `import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;`,
    !posts(w) && 'import java.util.Base64;',
    `
public class Token {
    public static void main(String[] args) throws Exception {
        var form = ${pairs.join('\n            + ')};`,
    !posts(w) && `        var basic = Base64.getEncoder().encodeToString((${literal(`${w.id}:`)} + System.getenv("CLIENT_SECRET")).getBytes(UTF_8));`,
    `        var request = HttpRequest.newBuilder(URI.create(${literal(url(w))}))
            .header("Content-Type", "application/x-www-form-urlencoded")`,
    !posts(w) && '            .header("Authorization", "Basic " + basic)',
    `            .POST(BodyPublishers.ofString(form))
            .build();
        System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
}`,
  ])
}

const spring = (w: Words) => one('spring', 'Spring', `Spring Security. ${proof(w)}`, 'application.yaml', [registration(w, 'client_credentials', w.scopes)])

// registration is how Spring is told about a client.
export const registration = (w: Words, grant: string, scopes: string[], more: (string | false)[] = []) => written([
  `spring:
  security:
    oauth2:
      client:
        provider:
          jeton:
            issuer-uri: ${property(w.issuer)}
        registration:
          jeton:
            client-id: ${property(w.id)}`,
  w.auth === 'none' ? '            client-authentication-method: none' : '            client-secret: ${CLIENT_SECRET}',
  posts(w) && '            client-authentication-method: client_secret_post',
  `            authorization-grant-type: ${grant}`,
  ...more,
  scopes.length > 0 && `            scope: [${scopes.map(property).join(', ')}]`,
])

const dotnet = (w: Words) => one('dotnet', '.NET', `.NET 8, without a package. ${proof(w)} ${again}`, 'Program.cs', [
  !posts(w) && 'using System.Net.Http.Headers;\nusing System.Text;\n',
  'using var http = new HttpClient();',
  !posts(w) && `var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(${literal(`${w.id}:`)} + Environment.GetEnvironmentVariable("CLIENT_SECRET")));
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", basic);`,
  `var answer = await http.PostAsync(${literal(url(w))}, new FormUrlEncodedContent(new Dictionary<string, string>
{`,
  ...form(w).map(([name, value]) => `    ["${name}"] = ${literal(value)},`),
  posts(w) && `    ["client_id"] = ${literal(w.id)},\n    ["client_secret"] = Environment.GetEnvironmentVariable("CLIENT_SECRET")!,`,
  `}));
Console.WriteLine(await answer.Content.ReadAsStringAsync());`,
])
