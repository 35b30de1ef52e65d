import type { Snippet } from '../parts/snippet'
import { literal, sh } from '../rules/quoting'
import { nginx } from './nginx'

// byCurl is the line that asks, with the secret in API_SECRET and the token in TOKEN.
export const byCurl = (credential: string, issuer: string) =>
  `curl -sS -u ${sh(credential)}:"$API_SECRET" --data-urlencode token="$TOKEN" \\\n     ${sh(`${issuer}/oauth2/introspect`)}`

// asking is the lines by which an API asks what a token means, with the id of its
// credential in them.
export const asking = (credential: string, issuer: string): Snippet[] => [
  {
    id: 'curl', label: 'curl', about: 'To try it by hand. The secret is read from API_SECRET, the token from TOKEN.',
    files: [{ code: byCurl(credential, issuer) }],
  },
  {
    id: 'go', label: 'Go', about: 'The standard library. The secret is read from the environment variable API_SECRET.',
    files: [{ code: `type Answer struct {
	Active bool   \`json:"active"\`
	Sub    string \`json:"sub"\`
	Scope  string \`json:"scope"\`
}

// introspect asks what the token means that a request brings behind "Bearer ". An
// error is not a no: answer it with 503, and an inactive token with 401.
func introspect(ctx context.Context, token string) (answer Answer, err error) {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, ${literal(`${issuer}/oauth2/introspect`)}, form)
	if err != nil {
		return answer, err
	}
	request.SetBasicAuth(${literal(credential)}, os.Getenv("API_SECRET"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return answer, fmt.Errorf("ask about a token: %s", response.Status)
	}
	err = json.NewDecoder(response.Body).Decode(&answer)
	return answer, err
}` }],
  },
  {
    id: 'node', label: 'Node', about: 'No package needed. The secret is read from the environment variable API_SECRET.',
    files: [{ code: `// introspect asks what the token means that a request brings behind "Bearer ". An
// error is not a no: answer it with 503, and an inactive token with 401.
export async function introspect(token) {
  const response = await fetch(${literal(`${issuer}/oauth2/introspect`)}, {
    method: 'POST',
    headers: { authorization: 'Basic ' + btoa(${literal(`${credential}:`)} + process.env.API_SECRET) },
    body: new URLSearchParams({ token }),
  })
  if (!response.ok) throw new Error('ask about a token: ' + response.status)
  return response.json() // { active: true, sub, scope, … } or { active: false }
}` }],
  },
  nginx(issuer, credential),
]
