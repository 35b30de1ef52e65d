package frontdoor

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestEveryCallerIsCharged asks every route of the table that wants to know who
// calls, twice where once a second is allowed. A route that charged nobody would
// answer the second as it did the first.
func TestEveryCallerIsCharged(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := OpenLimited(t, databaseURL, 0, 1).Build()
		for _, route := range w.Routes {
			w.freshArtefacts(t, route, func(t *testing.T, tenant string, s sample) {
				owner := ""
				if !operators(route) {
					w.Clock.Forward(2 * time.Second)
					owner = w.Token(tenant+"/"+tenant+"-owner", "")
				}
				w.Clock.Forward(2 * time.Second)
				bearer := owner
				if operators(route) {
					bearer = w.Operator
				}
				first := route
				if first.Method == http.MethodDelete && s.bearer != "" {
					first.Method = http.MethodGet // a client that has removed itself is nobody
				}
				require.NotEqual(t, http.StatusTooManyRequests, w.send(first, s, tenant, bearer).Status)
				again := w.send(route, s, tenant, bearer)
				switch {
				case route.Who.String() == "anyone", route.Who.String() == "person", operators(route):
					// People are bounded by where they are, and more loosely.
					require.NotEqual(t, http.StatusTooManyRequests, again.Status, "neither the public nor people nor the operator are limited")
					return
				}
				require.Equal(t, http.StatusTooManyRequests, again.Status, again.Body)
				require.Equal(t, "1", again.Header.Get("Retry-After"))
				require.Contains(t, again.Body, "too many requests")
				w.Clock.Forward(time.Second)
				require.NotEqual(t, http.StatusTooManyRequests, w.send(route, s, tenant, bearer).Status, "a second later it may ask again")
			})
		}
	})
}

// TestATenantIsLimitedAsAWhole lets two callers of one tenant use up what it may
// ask together; who did not prove itself uses up nothing, and another tenant
// notices nothing.
func TestATenantIsLimitedAsAWhole(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := OpenLimited(t, databaseURL, 4, 3).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		elsewhere := w.Token("globex/shop", "", "https://orders.example")
		w.Clock.Forward(2 * time.Second)
		for range 10 {
			wrong := w.as("introspect", "orders", "wrong", form("token="+token))
			require.Equal(t, http.StatusUnauthorized, wrong.Status)
		}
		for i, c := range []struct {
			caller string
			status int
		}{
			{"acme/orders", 200},
			{"acme/orders", 200},
			{"acme/orders", 200},
			{"acme/orders", 429},
			{"acme/billing", 200},
			{"acme/billing", 429},
			{"acme/shop", 429},
		} {
			require.Equal(t, c.status, w.Introspect(c.caller, token).Status, "%d: %s", i, c.caller)
		}
		require.True(t, w.Active("globex/orders", elsewhere))

		trips, _ := w.Store.Traffic()
		require.Equal(t, http.StatusTooManyRequests, w.Introspect("acme/orders", token).Status)
		after, _ := w.Store.Traffic()
		require.Equal(t, trips, after, "it is refused before anything is looked at")
		w.Clock.Forward(time.Second)
		require.True(t, w.Active("acme/orders", token))
	})
}

// TestATenantHasItsOwnLimits lets operators and the tenant itself choose, and asks.
func TestATenantHasItsOwnLimits(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := OpenLimited(t, databaseURL, 6, 4).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		let := func(callers ...string) (n int) {
			t.Helper()
			w.Clock.Forward(2 * time.Second)
			for _, caller := range callers {
				for w.Introspect(caller, token).Status == http.StatusOK {
					n++
				}
			}
			return n
		}
		limits := func(tenant, caller float64) {
			t.Helper()
			want := map[string]any{"requests_per_second": tenant, "caller_requests_per_second": caller}
			require.Equal(t, want, w.Must(http.MethodGet, "acme", "/settings", nil)["limits"])
		}
		limits(6, 4)
		require.Equal(t, 4, let("acme/orders"))
		require.Equal(t, 6, let("acme/orders", "acme/billing"))

		w.edit("system", "/tenants/acme", "requests_per_second", 9)
		require.Equal(t, 9.0, w.Must(http.MethodGet, "system", "/tenants/acme", nil)["requests_per_second"])
		limits(9, 4)
		require.Equal(t, 9, let("acme/orders", "acme/billing", "acme/gateway"), "operators give more")
		w.edit("system", "/tenants/acme", "requests_per_second", 3)
		limits(3, 4)
		require.Equal(t, 3, let("acme/orders"), "and less")
		w.edit("system", "/tenants/acme", "requests_per_second", 0)
		limits(6, 4)

		w.edit("acme", "/settings", "caller_requests_per_second", 2)
		limits(6, 2)
		require.Equal(t, 2, let("acme/orders"))
		require.Equal(t, 4, let("acme/orders", "acme/billing"))
		w.edit("acme", "/settings", "caller_requests_per_second", 1000)
		limits(6, 4)
		require.Equal(t, 4, let("acme/orders"), "the installation's is the most there is")
		require.Contains(t, w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events?action=settings.edited", nil).Body, `"caller_requests_per_second":1000`)

		created := w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": "small", "requests_per_second": 5, "settings": map[string]any{"caller_requests_per_second": 1}})
		require.Equal(t, []any{5.0, 1.0}, []any{created["requests_per_second"], created["settings"].(map[string]any)["caller_requests_per_second"]})
		for _, bad := range []any{-1, 1_000_001, 0.5, "3"} {
			for field, paths := range map[string][2]string{"requests_per_second": {"system", "/tenants/acme"}, "caller_requests_per_second": {"acme", "/settings"}} {
				refused := w.Manage(w.Operator, http.MethodPatch, paths[0], paths[1], map[string]any{"version": w.version(paths[0])(paths[1]), field: bad})
				require.Equal(t, http.StatusBadRequest, refused.Status, "%s %v", field, bad)
				require.Contains(t, refused.Body, `"field":"`+field+`"`, "%v", bad)
			}
		}
	})
}
