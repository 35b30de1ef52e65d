package bearer_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/jeton-id/jeton/api/bearer"
	"github.com/jeton-id/jeton/test/process"
)

// TestGoClientsAreLetThrough has the client that most Go programs use call a guarded
// API, as whoever should get through and as everybody who should not.
func TestGoClientsAreLetThrough(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newWorld(t, config)
		guard, err := bearer.New(bearer.Options{API: w.api("acme", "orders")})
		require.NoError(t, err)
		t.Cleanup(guard.Close)
		api := httptest.NewServer(guard.Require(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprint(rw, bearer.ClaimsOf(r.Context()).ClientID)
		}), "orders:read"))
		t.Cleanup(api.Close)
		call := func(client *http.Client) (int, string) {
			response, err := client.Get(api.URL)
			require.NoError(t, err)
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			return response.StatusCode, string(body)
		}
		client := func(tenant, resource string, scopes ...string) *http.Client {
			of := clientcredentials.Config{
				ClientID: "shop", ClientSecret: w.secrets["shop"], TokenURL: w.URL + "/t/" + tenant + "/oauth2/token", Scopes: scopes,
				EndpointParams: url.Values{"resource": {resource}}, AuthStyle: oauth2.AuthStyleInHeader,
			}
			return of.Client(t.Context())
		}
		shop := client("acme", "https://orders.example", "orders:read")
		status, body := call(shop)
		require.Equal(t, http.StatusOK, status, body)
		require.Equal(t, "shop", body)
		for does, wrong := range map[string]struct {
			client *http.Client
			status int
		}{
			"a foreign tenant":  {client("globex", "https://orders.example", "orders:read"), http.StatusUnauthorized},
			"another audience":  {client("acme", "https://billing.example"), http.StatusUnauthorized},
			"without the scope": {client("acme", "https://orders.example", "orders:write"), http.StatusForbidden},
			"no token":          {http.DefaultClient, http.StatusUnauthorized},
		} {
			status, body := call(wrong.client)
			require.Equal(t, wrong.status, status, "%s: %s", does, body)
		}
		disable := func(path string) {
			found := w.At("acme").Manage(t, http.MethodGet, path, w.config.OperatorToken, nil)
			edited := w.At("acme").Manage(t, http.MethodPatch, path, w.config.OperatorToken, map[string]any{"status": "disabled", "version": found.Member("version")})
			require.Equal(t, http.StatusOK, edited.Status, string(edited.Body))
		}
		token, err := shop.Transport.(*oauth2.Transport).Source.Token()
		require.NoError(t, err)
		w.revoke(t, "acme", token.AccessToken)
		status, _ = call(shop)
		require.Equal(t, http.StatusUnauthorized, status, "it was taken back")

		another := client("acme", "https://orders.example", "orders:read")
		status, _ = call(another)
		require.Equal(t, http.StatusOK, status)
		servers := w.At("acme").Manage(t, http.MethodGet, "/resource-servers?q=https://orders.example", w.config.OperatorToken, nil)
		disable("/resource-servers/" + servers.Member("items").([]any)[0].(map[string]any)["id"].(string))
		status, _ = call(another)
		require.Equal(t, http.StatusServiceUnavailable, status, "an API that is disabled cannot find out")
	})
}
