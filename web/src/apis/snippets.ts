import { sh, type Snippet } from '../parts/snippet'

// asking is the lines by which an API asks what a token means, with the id of its
// credential in them.
export const asking = (credential: string, issuer: string): Snippet[] => [
  {
    id: 'curl', label: 'curl', about: 'To try it by hand. The secret is read from API_SECRET, the token from TOKEN.',
    code: `curl -sS -u ${sh(credential)}:"$API_SECRET" -d token="$TOKEN" \\
     ${issuer}/oauth2/introspect`,
  },
  {
    id: 'go', label: 'Go', about: 'The standard library. The secret is read from the environment variable API_SECRET.',
    code: `type Answer struct {
	Active bool   \`json:"active"\`
	Sub    string \`json:"sub"\`
	Scope  string \`json:"scope"\`
}

// introspect asks what the token means that a request brings behind "Bearer ". An
// error is not a no: answer it with 503, and an inactive token with 401.
func introspect(ctx context.Context, token string) (answer Answer, err error) {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "${issuer}/oauth2/introspect", form)
	if err != nil {
		return answer, err
	}
	request.SetBasicAuth("${credential}", os.Getenv("API_SECRET"))
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
}`,
  },
  {
    id: 'node', label: 'Node', about: 'No package needed. The secret is read from the environment variable API_SECRET.',
    code: `// introspect asks what the token means that a request brings behind "Bearer ". An
// error is not a no: answer it with 503, and an inactive token with 401.
export async function introspect(token) {
  const response = await fetch('${issuer}/oauth2/introspect', {
    method: 'POST',
    headers: { authorization: 'Basic ' + btoa('${credential}:' + process.env.API_SECRET) },
    body: new URLSearchParams({ token }),
  })
  if (!response.ok) throw new Error('ask about a token: ' + response.status)
  return response.json() // { active: true, sub, scope, … } or { active: false }
}`,
  },
  nginx(issuer, credential),
]

// nginx stands before an API and asks for it.
export const nginx = (issuer: string, credential = 'ID'): Snippet => ({
  id: 'nginx', label: 'nginx', about: 'Before an API: nginx asks what each token means and lets active ones through. The credential is the API’s. Needs the njs module.',
  code: `# /etc/nginx/jeton.js
async function check(r) {
  const [, token] = /^Bearer ([\\w.~+\\/-]+=*)$/.exec(r.headersIn.Authorization || '') || []
  if (!token) return r.return(401)
  const answer = await r.subrequest('/_introspect', { method: 'POST', body: 'token=' + encodeURIComponent(token) })
  if (answer.status !== 200) return r.return(503)
  r.return(JSON.parse(answer.responseText).active === true ? 204 : 401)
}
export default { check }

# in the server block, with "js_import jeton from /etc/nginx/jeton.js;" outside it
location /api/ { auth_request /_check; proxy_pass http://your-api; }
location = /_check { internal; js_content jeton.check; }
location = /_introspect {
  internal;
  proxy_pass ${issuer}/oauth2/introspect;
  proxy_ssl_server_name on;
  # what "printf %s ${credential}:SECRET | base64 -w 0" gives
  proxy_set_header Authorization "Basic BASE64_OF_ID_AND_SECRET";
  proxy_set_header Content-Type application/x-www-form-urlencoded;
}`,
})
