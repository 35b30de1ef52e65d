package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestTheRevocationEndpoint(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.AddUser("acme", "alice")
		orders := domain.Target{ResourceServer: w.Servers["acme/orders"], Identifier: "https://orders.example", Scope: domain.Scope{"orders:read"}}
		person := domain.Token{Kind: domain.AccessToken, User: w.userID("acme", "alice"), Audience: []domain.Target{orders}, Scope: orders.Scope}
		mint := func() string { return w.Token("acme/shop", "", "https://orders.example") }

		for _, c := range []struct {
			does, who, hint string
			token           string
			status          int
			code            string
			alive           bool
		}{
			{"its client takes a token back", "acme/shop", "", mint(), 200, "", false},
			{"with the right hint", "acme/shop", "access_token", mint(), 200, "", false},
			{"with the wrong hint", "acme/shop", "refresh_token", mint(), 200, "", false},
			{"with an unknown hint", "acme/shop", "nonsense", mint(), 200, "", false},
			{"another client", "acme/probe", "", mint(), 400, "unauthorized_client", true},
			{"the same client of another tenant, there", "globex/shop", "", mint(), 200, "", true},
			{"an API", "acme/orders", "", mint(), 401, "invalid_client", true},
			{"nobody", "", "", mint(), 401, "invalid_client", true},
		} {
			tenant := "acme"
			if c.who == "globex/shop" {
				tenant = "globex"
			}
			values := url.Values{"token": {c.token}}
			if c.hint != "" {
				values.Set("token_type_hint", c.hint)
			}
			response := w.Post("revoke", tenant, c.who, values)
			require.Equal(t, c.status, response.Status, "%s: %s", c.does, response.Body)
			if c.status == http.StatusOK {
				require.Empty(t, response.Body, c.does)
			} else {
				var answer map[string]string
				require.NoError(t, json.Unmarshal([]byte(response.Body), &answer))
				require.Equal(t, c.code, answer["error"], c.does)
			}
			require.Equal(t, c.alive, w.Active("acme/orders", c.token), c.does)
		}

		for name, text := range map[string]string{"unknown": unissued(t), "malformed": "nonsense", "a secret": w.Secrets["acme/shop"], "a forged JWT": "a.b.c"} {
			require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/shop", url.Values{"token": {text}}).Status, name)
		}
		token := mint()
		for range 2 {
			require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/shop", url.Values{"token": {token}}).Status, "revoking twice is no error")
		}

		// A refresh token takes its whole family with it, an access token goes alone.
		refresh := person
		refresh.Kind = domain.RefreshToken
		family := w.SeedFamily("acme/shop", time.Hour, refresh, person, person)
		other := w.Seed("acme/shop", person, time.Hour)
		require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/shop", url.Values{"token": {family[1]}}).Status)
		require.False(t, w.Active("acme/orders", family[1]))
		require.True(t, w.Active("acme/orders", family[2]))
		require.True(t, w.Active("acme/shop", family[0]))
		require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/shop", url.Values{"token": {family[0]}}).Status)
		require.False(t, w.Active("acme/orders", family[2]))
		require.False(t, w.Active("acme/shop", family[0]))
		require.True(t, w.Active("acme/orders", other), "another family of the same person lives on")
	})
}

// TestSuspendingATenantStopsEverythingAtOnce asks every endpoint of a tenant
// that is suspended, then of one that is deleted, and wants exactly what it
// answers for a tenant that never was.
func TestSuspendingATenantStopsEverythingAtOnce(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		managing := w.Token("acme/auditing", "")
		require.True(t, w.Active("acme/orders", token))

		ask := func(tenant string) []Response {
			bearer := http.Header{"Authorization": {"Bearer " + managing}}
			return []Response{
				w.Post("token", tenant, "acme/shop", form(grant, "resource=https://orders.example")),
				w.Post("introspect", tenant, "acme/orders", form("token="+token)),
				w.Post("introspect", tenant, "acme/shop", form("token="+token)),
				w.Post("introspect/batch", tenant, "acme/orders", form("token="+token, "token="+token)),
				w.Post("revoke", tenant, "acme/shop", form("token="+token)),
				w.Send(http.MethodGet, "/t/"+tenant+"/oauth2/jwks", nil, ""),
				w.Send(http.MethodGet, "/t/"+tenant+"/.well-known/openid-configuration", nil, ""),
				w.Send(http.MethodGet, "/t/"+tenant+"/api/v1/clients", bearer, ""),
				w.Send(http.MethodGet, "/t/"+tenant+"/api/v1/tokens", bearer, ""),
			}
		}
		same := func(when string) {
			never := ask("nobody")
			for i, got := range ask("acme") {
				require.Equal(t, http.StatusNotFound, got.Status, "%s, request %d", when, i)
				require.Equal(t, comparable(never[i]), comparable(got), "%s, request %d", when, i)
			}
		}
		w.edit("system", "/tenants/acme", "status", "suspended")
		same("suspended")
		require.True(t, w.Active("globex/orders", w.Token("globex/shop", "read")), "another tenant goes on")

		w.edit("system", "/tenants/acme", "status", "active")
		require.True(t, w.Active("acme/orders", token), "and it comes back as it was")

		w.Must(http.MethodDelete, "system", "/tenants/acme", nil)
		same("deleted")
		again := w.Manage(w.Operator, http.MethodPost, "system", "/tenants", map[string]any{"slug": "acme", "name": "Acme"})
		require.Equal(t, http.StatusConflict, again.Status, "the slug is held while its tokens may live: %s", again.Body)
	})
}

// comparable drops what differs between any two answers.
func comparable(r Response) Response {
	r = withoutDate(r)
	r.Body = requestID.ReplaceAllString(r.Body, "")
	return r
}
