package interop_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// watch stands between clients and the server, at the address that is the
// server's public one, and notes who was given which answer. It changes nothing.
type watch struct {
	url    string
	target atomic.Pointer[url.URL]

	mu     sync.Mutex
	client string
	// served has, by address, the clients that got more than a refusal there.
	served map[string][]string
}

func newWatch(t *testing.T) *watch {
	t.Helper()
	w := &watch{served: map[string][]string{}}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(w.target.Load())
			r.Out.Host = r.In.Host
		},
		ModifyResponse: w.note,
		// A page that is left while it loads is no failure.
		ErrorHandler: func(rw http.ResponseWriter, _ *http.Request, _ error) { rw.WriteHeader(http.StatusBadGateway) },
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// before says which server it stands before.
func (w *watch) before(t *testing.T, address string) {
	t.Helper()
	target, err := url.Parse(address)
	require.NoError(t, err)
	w.target.Store(target)
}

// by says who asks from now on, empty for nobody who counts.
func (w *watch) by(client string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.client = client
}

func (w *watch) note(r *http.Response) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client != "" && r.StatusCode < http.StatusBadRequest && r.Request.Method != http.MethodOptions {
		address := w.url + r.Request.URL.Path
		if !slices.Contains(w.served[address], w.client) {
			w.served[address] = append(w.served[address], w.client)
		}
	}
	return nil
}

// expected are the members of metadata that name an endpoint, all of which have
// to be there and to be exercised. What metadata names beyond them has to be
// exercised too.
var expected = []string{
	"authorization_endpoint", "device_authorization_endpoint", "end_session_endpoint", "introspection_endpoint", "jwks_uri",
	"pushed_authorization_request_endpoint", "registration_endpoint", "revocation_endpoint", "token_endpoint", "userinfo_endpoint",
}

// exercised holds that every endpoint of metadata answered a client that other
// people wrote with more than a refusal.
func (w *watch) exercised(t *testing.T, issuer string, named []string) {
	require.Subset(t, named, expected, "metadata does not name all that it should")
	members := metadata(t, issuer)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, member := range named {
		by := w.served[members[member].(string)]
		require.NotEmpty(t, by, "no independent client has exercised the %s", member)
		t.Logf("%s: %s", member, strings.Join(by, ", "))
	}
}

// endpoints lists the members of metadata that name an endpoint.
func endpoints(t *testing.T, issuer string) (named []string) {
	t.Helper()
	for member := range metadata(t, issuer) {
		if strings.HasSuffix(member, "_endpoint") || member == "jwks_uri" {
			named = append(named, member)
		}
	}
	slices.Sort(named)
	return named
}

func metadata(t *testing.T, issuer string) (members map[string]any) {
	t.Helper()
	response, err := http.Get(issuer + "/.well-known/openid-configuration")
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.NoError(t, json.NewDecoder(response.Body).Decode(&members))
	return members
}
