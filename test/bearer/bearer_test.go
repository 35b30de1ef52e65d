// Package bearer_test holds the handler that protects APIs (api/bearer) to what it
// promises, against the real server: only a good token gets through, and what cannot
// be found out is never no.
//
// The one idea worth knowing is that an API counts what it asks, so that a test can
// tell an answer from memory from one that was asked for.
package bearer_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/bearer"
	"github.com/jeton-id/jeton/test/process"
)

const (
	noToken = `Bearer realm="orders"`
	notGood = `Bearer realm="orders", error="invalid_token", error_description="the token is not good here, or no longer"`
	notASet = `Bearer realm="orders", error="invalid_request", error_description="the Authorization header is not that of one bearer token"`
)

// TestOnlyAGoodTokenGetsThrough brings all sorts of tokens.
func TestOnlyAGoodTokenGetsThrough(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newWorld(t, config)
		good := w.token(t, "acme", "orders")
		revoked := w.token(t, "acme", "orders")
		w.revoke(t, "acme", revoked)
		guarded := func() *protected {
			return protect(t, bearer.Options{API: w.api("acme", "orders"), Realm: "orders"}, "orders:read")
		}
		p := guarded()
		answer := p.with(good)
		require.Equal(t, http.StatusOK, answer.status)
		require.Equal(t, w.URL+"/t/acme shop orders:read orders:write", answer.text)
		require.Equal(t, http.StatusOK, p.use("bearer "+good).status, "the scheme is of any case")

		for does, c := range map[string]struct {
			headers []string
			want    refused
		}{
			"no token":                  {nil, refused{401, noToken}},
			"another scheme":            {[]string{"Basic " + base64.StdEncoding.EncodeToString([]byte("a:b"))}, refused{401, noToken}},
			"revoked":                   {[]string{"Bearer " + revoked}, refused{401, notGood}},
			"of another tenant":         {[]string{"Bearer " + w.token(t, "globex", "orders")}, refused{401, notGood}},
			"for another audience":      {[]string{"Bearer " + w.token(t, "acme", "billing")}, refused{401, notGood}},
			"made up":                   {[]string{"Bearer jtn_at_" + strings.Repeat("a", 54)}, refused{401, notGood}},
			"nothing but the scheme":    {[]string{"Bearer"}, refused{400, notASet}},
			"two headers":               {[]string{"Bearer " + good, "Bearer " + good}, refused{400, notASet}},
			"a header with two tokens":  {[]string{"Bearer " + good + " " + good}, refused{400, notASet}},
			"not of a token's letters":  {[]string{"Bearer grün"}, refused{400, notASet}},
			"longer than any token":     {[]string{"Bearer " + strings.Repeat("a", 17<<10)}, refused{400, notASet}},
			"without the scope":         {[]string{"Bearer " + w.token(t, "acme", "orders", "scope=orders:write")}, refused{403, `Bearer realm="orders", error="insufficient_scope", error_description="the token does not have the scope that this needs", scope="orders:read"`}},
			"in the form of a JWT only": {[]string{"Bearer eyJh.eyJi.c"}, refused{401, `Bearer realm="orders", error="invalid_token", error_description="the token is not a JWT access token"`}},
		} {
			p := guarded()
			p.requireRefused(t, c.want, p.use(c.headers...), does)
		}
		w.At("acme").Manage(t, http.MethodPost, "/revocations", w.config.OperatorToken, map[string]any{"client": "shop"})
		after := guarded()
		after.requireRefused(t, refused{401, notGood}, after.with(good), "its client was taken back")
	})
}

// TestTheTokenComesFromTheHeaderAlone puts it where RFC 6750 has it as well.
func TestTheTokenComesFromTheHeaderAlone(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	p := protect(t, bearer.Options{API: w.api("acme", "orders")})
	good := w.token(t, "acme", "orders")
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/?access_token="+good, nil),
		httptest.NewRequest(http.MethodPost, "/", strings.NewReader("access_token="+good)),
	} {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		p.requireRefused(t, refused{401, "Bearer"}, p.serve(r), r.Method)
	}
}

// TestNotKnowingIsNeverNo makes it impossible to find out, in all ways there are.
func TestNotKnowingIsNeverNo(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	good, signed := w.token(t, "acme", "orders"), w.token(t, "acme", "signed")
	elsewhere := httptest.NewServer(http.RedirectHandler(w.URL+"/t/acme/oauth2/introspect", http.StatusTemporaryRedirect))
	t.Cleanup(elsewhere.Close)
	page := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "<p>hello") }))
	t.Cleanup(page.Close)
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) }))
	t.Cleanup(slow.Close)
	wrong, unknown := w.api("acme", "orders"), w.api("acme", "orders")
	wrong.Secret = "jtn_rs_wrong"
	unknown.Issuer = w.URL + "/t/nobody"
	at := func(url string) bearer.API {
		api := w.api("acme", "orders")
		api.Issuer = url
		return api
	}
	for does, options := range map[string]bearer.Options{
		"a wrong secret":                      {API: wrong},
		"a tenant that there is not":          {API: unknown},
		"nobody there":                        {API: at("http://127.0.0.1:1/t/acme")},
		"a redirect":                          {API: at(elsewhere.URL)},
		"a page":                              {API: at(page.URL)},
		"no answer in time":                   {API: at(slow.URL), Timeout: 200 * time.Millisecond},
		"a tenant that could not be found":    {APIFor: func(*http.Request) (bearer.API, error) { return bearer.API{}, errors.New("boom") }},
		"a function that gives half a tenant": {APIFor: func(*http.Request) (bearer.API, error) { return bearer.API{ID: "x"}, nil }},
	} {
		for kind, token := range map[string]string{"reference": good, "JWT": signed} {
			if kind == "JWT" && strings.Contains(does, "secret") {
				continue // keys are public
			}
			p := protect(t, options)
			answer := p.with(token)
			require.NotEmpty(t, answer.header.Get("Retry-After"), does)
			p.requireRefused(t, refused{503, ""}, answer, does+", "+kind)
		}
	}
	p := protect(t, bearer.Options{API: w.api("acme", "orders")})
	require.Equal(t, http.StatusOK, p.with(good).status)
	w.Kill()
	require.Equal(t, http.StatusServiceUnavailable, p.with(good).status)
	w.Restart()
	require.Equal(t, http.StatusOK, p.with(good).status)
}

// TestEachTenantsTokensAreItsOwn serves two tenants by host.
func TestEachTenantsTokensAreItsOwn(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	for _, lease := range []time.Duration{0, time.Second} {
		p := protect(t, bearer.Options{Lease: lease, APIFor: func(r *http.Request) (bearer.API, error) {
			if r.Host != "acme" && r.Host != "globex" {
				return bearer.API{}, bearer.ErrNoTenant
			}
			return w.api(r.Host, "orders"), nil
		}})
		ask := func(host, token string) int {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Host = host
			r.Header.Set("Authorization", "Bearer "+token)
			return p.serve(r).status
		}
		acme, globex := w.token(t, "acme", "orders"), w.token(t, "globex", "orders")
		for range 3 {
			require.Equal(t, http.StatusOK, ask("acme", acme))
			require.Equal(t, http.StatusOK, ask("globex", globex))
			require.Equal(t, http.StatusUnauthorized, ask("acme", globex))
			require.Equal(t, http.StatusUnauthorized, ask("globex", acme))
			require.Equal(t, http.StatusUnauthorized, ask("initech", acme))
		}
	}
}

// TestThoseWhoAskTogetherShareAQuestion brings one token a hundred times at once.
func TestThoseWhoAskTogetherShareAQuestion(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	p := protect(t, bearer.Options{API: w.api("acme", "orders")})
	good := w.token(t, "acme", "orders")
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() { _ = p.with(good) })
	}
	all.Wait()
	require.EqualValues(t, 100, p.reached.Load())
	require.Less(t, p.asked.Load(), int64(100))
	asked := p.asked.Load()
	require.Equal(t, http.StatusOK, p.with(good).status)
	require.Equal(t, asked+1, p.asked.Load(), "without a lease nothing is remembered")
}

// TestWrongOptionsAreSaidAtOnce makes guards that cannot work.
func TestWrongOptionsAreSaidAtOnce(t *testing.T) {
	api := bearer.API{Issuer: "https://id.example/t/acme", Audience: "https://api.example", ID: "api", Secret: "s"}
	change := func(with func(*bearer.API)) bearer.Options {
		other := api
		with(&other)
		return bearer.Options{API: other}
	}
	for says, options := range map[string]bearer.Options{
		"either API or APIFor":     {},
		"API or APIFor":            {API: api, APIFor: func(*http.Request) (bearer.API, error) { return api, nil }},
		"shortest lease":           {API: api, Lease: time.Millisecond},
		"negative":                 {API: api, Timeout: -1},
		"Realm and Metadata":       {API: api, Realm: `"`},
		"no slash":                 change(func(a *bearer.API) { a.Issuer += "/" }),
		"Issuer is":                change(func(a *bearer.API) { a.Issuer = "id.example" }),
		"the tenant's address":     change(func(a *bearer.API) { a.Issuer += "?a=b" }),
		"Audience is":              change(func(a *bearer.API) { a.Audience = "" }),
		"ID and Secret":            change(func(a *bearer.API) { a.Secret = "" }),
		"one of the API's credent": change(func(a *bearer.API) { a.ID = "" }),
	} {
		_, err := bearer.New(options)
		require.ErrorContains(t, err, says)
	}
}

// TestMetadataSayWhereToGetAToken reads them (RFC 9728).
func TestMetadataSayWhereToGetAToken(t *testing.T) {
	api := bearer.API{Issuer: "https://id.example/t/acme", Audience: "https://api.example", ID: "api", Secret: "s"}
	guard, err := bearer.New(bearer.Options{API: api, Metadata: "https://api.example/.well-known/oauth-protected-resource"})
	require.NoError(t, err)
	recorded := httptest.NewRecorder()
	guard.Metadata("orders:read").ServeHTTP(recorded, httptest.NewRequest(http.MethodGet, "/.well-known/oauth-protected-resource", nil))
	require.JSONEq(t, `{"resource":"https://api.example","authorization_servers":["https://id.example/t/acme"],"bearer_methods_supported":["header"],"scopes_supported":["orders:read"]}`, recorded.Body.String())
	require.Equal(t, "application/json", recorded.Header().Get("Content-Type"))
	recorded = httptest.NewRecorder()
	guard.Require(http.NotFoundHandler()).ServeHTTP(recorded, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, `Bearer resource_metadata="https://api.example/.well-known/oauth-protected-resource"`, recorded.Header().Get("WWW-Authenticate"))
}
