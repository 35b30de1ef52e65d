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
