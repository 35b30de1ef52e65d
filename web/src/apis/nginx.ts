import type { Snippet } from '../parts/snippet'

// nginx stands before an API and asks what each token means.
export const nginx = (issuer: string, credential = 'ID'): Snippet => ({
  id: 'nginx', label: 'nginx',
  about: 'Before an API: nginx asks what each token means, and lets active ones through. The credential is the API’s. Needs the njs module.',
  files: [
    { name: '/etc/nginx/jeton.js', code: script },
    {
      name: '/etc/nginx/conf.d/api.conf', code: `js_import jeton from /etc/nginx/jeton.js;

server {
  listen 8080;

  location / {
    auth_request /_check;
    proxy_pass http://127.0.0.1:3000;
  }
  location = /_check {
    internal;
    js_content jeton.check;
  }
  location = /_introspect {
    internal;
    proxy_pass ${issuer}/oauth2/introspect;
${issuer.startsWith('https:') ? verified : ''}    proxy_pass_request_headers off;
    # what "printf %s ${credential}:SECRET | base64 -w 0" gives
    proxy_set_header Authorization "Basic BASE64_OF_ID_AND_SECRET";
    proxy_set_header Content-Type application/x-www-form-urlencoded;
  }
}`,
    },
  ],
})

// Without these, nginx would give the credential to whoever answers.
const verified = `    proxy_ssl_server_name on;
    proxy_ssl_verify on;
    proxy_ssl_verify_depth 3;
    proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
`

const script = `async function check(r) {
  const found = /^Bearer ([\\w.~+/-]+=*)$/i.exec(r.headersIn.Authorization || '')
  if (!found) return refuse(r)
  const answer = await r.subrequest('/_introspect', { method: 'POST', body: 'token=' + encodeURIComponent(found[1]) })
  // Not knowing is not a no: nginx answers with 500, and the caller may come again.
  if (answer.status !== 200) return r.return(503)
  if (JSON.parse(answer.responseText).active !== true) return refuse(r)
  r.return(204)
}

function refuse(r) {
  r.headersOut['WWW-Authenticate'] = 'Bearer'
  r.return(401)
}

export default { check }`
