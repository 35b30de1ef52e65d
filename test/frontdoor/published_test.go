package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// publisher is where a client publishes its keys.
type publisher struct {
	*httptest.Server
	mu      sync.Mutex
	keys    []ClientKey
	status  int
	fetched atomic.Int64
}

func publish(t *testing.T, keys ...ClientKey) *publisher {
	t.Helper()
	p := &publisher{keys: keys, status: http.StatusOK}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.fetched.Add(1)
		p.mu.Lock()
		defer p.mu.Unlock()
		w.WriteHeader(p.status)
		_ = json.NewEncoder(w).Encode(KeySet(p.keys...))
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *publisher) set(status int, keys ...ClientKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status, p.keys = status, keys
}

// TestKeysThatAClientPublishes signs with keys that are fetched, rotated, and not to
// be had.
func TestKeysThatAClientPublishes(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		first, second := ClientKeys()["ES256"], ClientKeys()["EdDSA"]
		p := publish(t, first)
		w.Must(http.MethodPost, "acme", "/clients", map[string]any{
			"client_id": "signer", "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": p.URL + "/keys",
			"allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}},
		})
		ask := func(key ClientKey) int {
			assertion := key.Sign(t, Claims("signer", "acme", w.Clock.Now()), nil)
			return w.PostForm("token", "acme", Asserting(url.Values{"grant_type": {"client_credentials"}}, assertion)).Status
		}
		require.Zero(t, p.fetched.Load(), "nothing is fetched before it is needed")
		require.Equal(t, http.StatusOK, ask(first))
		require.Equal(t, http.StatusOK, ask(first))
		require.EqualValues(t, 1, p.fetched.Load())

		// Another key: it is fetched again, but not as often as a stranger likes.
		p.set(http.StatusOK, first, second)
		require.Equal(t, http.StatusUnauthorized, ask(second), "just fetched")
		w.Clock.Forward(30 * time.Second)
		require.Equal(t, http.StatusOK, ask(second))
		require.EqualValues(t, 2, p.fetched.Load())
		for range 20 {
			require.Equal(t, http.StatusUnauthorized, ask(ClientKeys()["RS256"]))
		}
		require.EqualValues(t, 2, p.fetched.Load())

		// A key that was taken out is good no longer than ten minutes.
		p.set(http.StatusOK, second)
		require.Equal(t, http.StatusOK, ask(first))
		w.Clock.Forward(10 * time.Minute)
		require.Equal(t, http.StatusUnauthorized, ask(first))

		// Could not be fetched: that is not "no".
		p.set(http.StatusInternalServerError)
		w.Clock.Forward(10 * time.Minute)
		fetched := p.fetched.Load()
		require.Equal(t, http.StatusServiceUnavailable, ask(second))
		require.Equal(t, http.StatusServiceUnavailable, ask(second))
		require.Equal(t, fetched+1, p.fetched.Load(), "a failure is remembered too")
		p.set(http.StatusOK, second)
		w.Clock.Forward(30 * time.Second)
		require.Equal(t, http.StatusOK, ask(second))

		w.edit("acme", "/clients/signer", "status", "disabled")
		require.Equal(t, http.StatusUnauthorized, ask(second))
		fetched = p.fetched.Load()
		w.Clock.Forward(time.Hour)
		require.Equal(t, http.StatusUnauthorized, ask(second))
		require.Equal(t, fetched, p.fetched.Load(), "nothing is fetched for a disabled client")
	})
}

// TestS50PublishedKeysAreFetchedFromOutside points jwks_uri at where nothing is sent.
func TestS50PublishedKeysAreFetchedFromOutside(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		inner := publish(t, ClientKeys()["ES256"])
		outer := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusFound))
		t.Cleanup(outer.Close)
		for _, address := range []string{"https://169.254.169.254/keys", "https://10.1.2.3/keys", "http://[::1]:1/keys", outer.URL} {
			id := "signer-" + newID()[24:]
			w.Must(http.MethodPost, "acme", "/clients", map[string]any{"client_id": id, "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": address})
			assertion := ClientKeys()["ES256"].Sign(t, Claims(id, "acme", w.Clock.Now()), nil)
			response := w.PostForm("token", "acme", Asserting(url.Values{"grant_type": {"client_credentials"}}, assertion))
			require.Equal(t, http.StatusServiceUnavailable, response.Status, address)
			require.NotContains(t, response.Body, "address", "what happens inside stays inside")
		}
		require.Zero(t, inner.fetched.Load())
	})
}
