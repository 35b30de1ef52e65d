package bearer_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/bearer"
	"github.com/jeton-id/jeton/test/process"
)

// world is a server with two tenants that have everything under the same names.
type world struct {
	*process.Process
	config  process.Config
	secrets map[string]string
}

func caller(secrets map[string]string, id string) process.Caller {
	return process.Caller{ID: id, Secret: secrets[id]}
}

func newWorld(t *testing.T, config process.Config) *world {
	t.Helper()
	w := &world{config: config, secrets: map[string]string{}}
	for _, id := range []string{"orders", "billing", "signed", "gateway", "shop", "guest"} {
		w.secrets[id] = process.NewSecret()
	}
	type object = map[string]any
	server := func(id string, more object) object {
		declared := object{
			"identifiers": []string{"https://" + id + ".example"}, "scopes": []object{{"name": id + ":read"}, {"name": id + ":write"}},
			"credentials": []object{{"id": id, "secret": w.secrets[id]}},
		}
		for name, value := range more {
			declared[name] = value
		}
		return declared
	}
	allowed := func(id string) object {
		return object{"resource_server": "https://" + id + ".example", "scopes": []string{id + ":read", id + ":write"}}
	}
	var tenants []object
	for _, slug := range []string{"acme", "globex"} {
		tenants = append(tenants, object{
			"slug": slug,
			"resource_servers": []object{
				server("orders", nil), server("billing", nil), server("signed", object{"token_format": "jwt"}),
				server("gateway", object{"sees": []string{"*"}}),
			},
			"clients": []object{
				{"client_id": "shop", "secrets": []string{w.secrets["shop"]}, "allowed": []object{allowed("orders"), allowed("billing"), allowed("signed")}},
				{"client_id": "guest", "secrets": []string{w.secrets["guest"]}, "allowed": []object{allowed("orders")}},
			},
		})
	}
	declared, err := json.Marshal(object{"tenants": tenants})
	require.NoError(t, err)
	// YAML contains JSON.
	applied := process.RunWith(t, config, string(declared), "apply", "-f", "-")
	require.Zero(t, applied.Code, applied.Stderr)
	w.Process = process.Start(t, config)
	return w
}

// api gives what an API is at a tenant.
func (w *world) api(tenant, id string) bearer.API {
	return bearer.API{Issuer: w.URL + "/t/" + tenant, Audience: "https://" + id + ".example", ID: id, Secret: w.secrets[id]}
}

// token gets a token of the shop for an API.
func (w *world) token(t *testing.T, tenant, id string, parameters ...string) string {
	t.Helper()
	return w.At(tenant).Token(t, caller(w.secrets, "shop"), append(parameters, "resource=https://"+id+".example")...)
}

func (w *world) revoke(t *testing.T, tenant, token string) {
	t.Helper()
	require.Equal(t, http.StatusOK, w.At(tenant).Revoke(t, caller(w.secrets, "shop"), token).Status)
}

// protected is an API behind a guard.
type protected struct {
	guard *bearer.Guard
	// asked counts the questions about tokens, reached what got through.
	asked, reached atomic.Int64
	handler        http.Handler
	log            *strings.Builder
}

// protect puts an API behind a guard that requires scopes.
func protect(t *testing.T, options bearer.Options, scopes ...string) *protected {
	t.Helper()
	p := &protected{log: &strings.Builder{}}
	client := http.Client{}
	if options.HTTP != nil {
		client = *options.HTTP
	}
	client.Transport = counting{p, http.DefaultTransport.(*http.Transport).Clone()}
	options.HTTP = &client
	options.Log = slog.New(slog.NewTextHandler(p.log, nil))
	var err error
	p.guard, err = bearer.New(options)
	require.NoError(t, err)
	t.Cleanup(p.guard.Close)
	p.handler = p.guard.Require(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		p.reached.Add(1)
		claims := bearer.ClaimsOf(r.Context())
		_, _ = fmt.Fprintf(rw, "%s %s %s", claims.Issuer, claims.Subject, strings.Join(claims.Scope, " "))
	}), scopes...)
	return p
}

type counting struct {
	p    *protected
	next http.RoundTripper
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/introspect") {
		c.p.asked.Add(1)
	}
	return c.next.RoundTrip(r)
}

// use sends a request with Authorization headers, and gives the answer.
func (p *protected) use(authorization ...string) answer {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header["Authorization"] = authorization
	return p.serve(r)
}

// serve has a request answered.
func (p *protected) serve(r *http.Request) answer {
	recorded := httptest.NewRecorder()
	p.handler.ServeHTTP(recorded, r)
	return answer{recorded.Code, recorded.Header(), recorded.Body.String()}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	text   string
}

// with brings a token.
func (p *protected) with(token string) answer { return p.use("Bearer " + token) }

// refused is how a request is refused.
type refused struct {
	status    int
	challenge string
}

// requireRefused holds an answer to a refusal that did not get through.
func (p *protected) requireRefused(t *testing.T, want refused, got answer, does string) {
	t.Helper()
	require.Equal(t, want.status, got.status, "%s: %s", does, got.text)
	require.Equal(t, want.challenge, got.header.Get("WWW-Authenticate"), does)
	require.Equal(t, "no-store", got.header.Get("Cache-Control"), does)
	require.Zero(t, p.reached.Load(), "%s: it got through", does)
	require.NotContains(t, got.text+p.log.String(), "jtn_", does)
}

// eventually waits until something is so.
func eventually(t *testing.T, does string, so func() bool) {
	t.Helper()
	require.Eventually(t, so, 20*time.Second, 20*time.Millisecond, does)
}
