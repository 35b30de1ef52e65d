import type { Snippet } from '../../parts/snippet'
import { literal, sh } from '../../rules/quoting'
import { deviceCode } from '../kinds'
import type { Words } from '../snippets'
import { asked, discovery } from './signin'
import { indented, members, one, proof, strings } from './words'

// byDevice is for what has no browser: it shows a code, and asks every few seconds
// whether the person has decided.
export const byDevice = (w: Words): Snippet[] => (w.auth === 'none' ? [curl(w), go(w), node(w), python(w)] : [node(w)])

const scope = (w: Words) => asked(w).join(' ')

const curl = (w: Words) => one('curl', 'curl', 'The first shows the code; the second asks whether the person has decided.', undefined, [
  `curl -sS -d client_id=${sh(w.id)} --data-urlencode scope=${sh(scope(w))} \\`,
  w.resource && `     --data-urlencode resource=${sh(w.resource)} \\`,
  `     ${sh(`${w.issuer}/oauth2/device_authorization`)}
# Show user_code and verification_uri; put device_code into DEVICE_CODE. Then, every five seconds:
curl -sS -d client_id=${sh(w.id)} -d grant_type=${deviceCode} \\
     -d device_code="$DEVICE_CODE" \\
     ${sh(`${w.issuer}/oauth2/token`)}`,
])

const go = (w: Words) => one('go', 'Go', `golang.org/x/oauth2. ${proof(w)}`, 'main.go', [
  `package main

import (
	"context"
	"fmt"
	"log"

	"golang.org/x/oauth2"
)

func main() {
	ctx := context.Background()
	config := oauth2.Config{`,
  indented('\t\t', members([['ClientID', literal(w.id)], ['Scopes', `[]string{${strings(asked(w))}}`]])),
  '\t\tEndpoint: oauth2.Endpoint{',
  indented('\t\t\t', members([
    ['DeviceAuthURL', literal(`${w.issuer}/oauth2/device_authorization`)], ['TokenURL', literal(`${w.issuer}/oauth2/token`)], ['AuthStyle', 'oauth2.AuthStyleInParams'],
  ])),
  `		},
	}`,
  w.resource ? `	begun, err := config.DeviceAuth(ctx, oauth2.SetAuthURLParam("resource", ${literal(w.resource)}))` : '\tbegun, err := config.DeviceAuth(ctx)',
  `	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("At %s, type %s\\n", begun.VerificationURI, begun.UserCode)
	token, err := config.DeviceAccessToken(ctx, begun)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.AccessToken)
}`,
])

const node = (w: Words) => one('node', 'Node', `openid-client 6. ${proof(w)}`, 'device.mjs', [
  discovery(w),
  `const begun = await client.initiateDeviceAuthorization(jeton, {
  scope: ${literal(scope(w))},`,
  w.resource && `  resource: ${literal(w.resource)},`,
  `})
console.log(\`At \${begun.verification_uri}, type \${begun.user_code}\`)
const tokens = await client.pollDeviceAuthorizationGrant(jeton, begun)
console.log(tokens.access_token)`,
])

const python = (w: Words) => one('python', 'Python', `Python 3, without a package. ${proof(w)}`, 'device.py', [
  `import json
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen


def ask(endpoint, **form):
    form["client_id"] = ${literal(w.id)}
    try:
        with urlopen(${literal(`${w.issuer}/oauth2/`)} + endpoint, urlencode(form).encode()) as answer:
            return json.load(answer)
    except HTTPError as refused:
        return json.load(refused)

`,
  `begun = ask("device_authorization", scope=${literal(scope(w))}${w.resource ? `, resource=${literal(w.resource)}` : ''})
print("At", begun["verification_uri"], "type", begun["user_code"], flush=True)
wait = begun.get("interval", 5)
while True:
    time.sleep(wait)
    answer = ask("token", grant_type="${deviceCode}", device_code=begun["device_code"])
    if answer.get("error") == "slow_down":
        wait += 5
    elif answer.get("error") != "authorization_pending":
        break
print(answer.get("access_token") or answer["error"])`,
])
