package process_test

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// publicURL is the same for all processes of an installation, wherever they listen.
const publicURL = "http://id.example"

const peopleFile = `tenants:
  - slug: acme
    settings: {refresh_grace_seconds: 0}
    clients:
      - client_id: app
        grant_types: [authorization_code, refresh_token]
        redirect_uris: [https://app.example/back]
        pkce: optional
        consent: trusted
        secrets: ["${APP_SECRET}"]
        # more
    users:
      - {username: alice, password: "${ALICE_SECRET}"}
`

// people are an installation with one application and one person.
type people struct {
	process.Config
	app, alice process.Caller
}

// newPeople registers them; more is of the application.
func newPeople(t *testing.T, config process.Config, more string) people {
	t.Helper()
	w := people{
		Config: config, app: process.Caller{ID: "app", Secret: process.NewSecret()}, alice: process.Caller{ID: "alice", Secret: process.NewSecret()},
	}
	w.Env = append(w.Env, "APP_SECRET="+w.app.Secret, "ALICE_SECRET="+w.alice.Secret, "JETON_PUBLIC_URL="+publicURL)
	file := filepath.Join(t.TempDir(), "people.yaml")
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(peopleFile, "    # more", more, 1)), 0o600))
	applied := process.Run(t, w.Config, "apply", "-f", file)
	require.Zero(t, applied.Code, applied.Stderr)
	return w
}

// signIn signs Alice in at a server and gives the code, and the browser.
func (w people) signIn(t *testing.T, server *process.Process) (string, *http.Client) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	var answer url.Values
	browser := &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == "app.example" {
			answer = r.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page := send(t, browser, server.URL+"/t/acme/oauth2/authorize?"+url.Values{"client_id": {"app"}, "response_type": {"code"}, "scope": {"openid"}}.Encode(), nil)
	action := html.UnescapeString(regexp.MustCompile(`action="([^"]*)"`).FindStringSubmatch(page)[1])
	send(t, browser, server.URL+action, url.Values{"username": {"alice"}, "password": {w.alice.Secret}})
	require.NotEmpty(t, answer.Get("code"))
	return answer.Get("code"), browser
}

// redeem turns a code into tokens at a server.
func (w people) redeem(t *testing.T, server *process.Process, code string) process.Answer {
	t.Helper()
	return w.token(t, server, url.Values{"grant_type": {"authorization_code"}, "code": {code}})
}

// refresh turns a refresh token into tokens at a server.
func (w people) refresh(t *testing.T, server *process.Process, token string) process.Answer {
	t.Helper()
	return w.token(t, server, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

func (w people) token(t *testing.T, server *process.Process, form url.Values) process.Answer {
	t.Helper()
	answer, err := server.Post("/t/acme/oauth2/token", w.app, form)
	require.NoError(t, err)
	return answer
}

// send gets an address, or posts a form to it, and gives what is there in the end.
func send(t *testing.T, browser *http.Client, address string, form url.Values) string {
	t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := browser.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(text)
}
