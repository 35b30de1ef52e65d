package frontdoor

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
)

// TestIntrospectionCostsOneReadAndNoWrite counts what goes to the database for
// one introspection once the tenant is known, whatever the answer.
func TestIntrospectionCostsOneReadAndNoWrite(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		jwt := w.Token("acme/shop", "", "https://signed.example")
		for _, c := range []struct {
			does, caller, token string
			status, trips       int
		}{
			{"an active token", "acme/orders", token, 200, 1},
			{"a token of another API", "acme/billing", token, 200, 1},
			{"a token that was never issued", "acme/orders", unissued(t), 200, 1},
			{"a JWT", "acme/signed", jwt, 200, 1},
			{"its own client asking", "acme/shop", token, 200, 1},
			{"a forged JWT", "acme/orders", "a.b.c", 200, 1},
			{"a text that is no token", "acme/orders", "nonsense", 200, 0},
			{"a token with a wrong checksum", "acme/orders", token[:len(token)-1] + "!", 200, 0},
		} {
			_ = w.Introspect(c.caller, c.token)
			trips, writes := w.Store.Traffic()
			require.Equal(t, c.status, w.Introspect(c.caller, c.token).Status, c.does)
			tripsAfter, writesAfter := w.Store.Traffic()
			require.EqualValues(t, c.trips, tripsAfter-trips, "%s: round trips", c.does)
			require.Zero(t, writesAfter-writes, "%s: writes", c.does)
		}
	})
}

var errBroken = errors.New("the disk is on fire, says the test")

// TestAStoreThatFailsIsA503AndLeavesNothingBehind lets the store fail at each
// statement of every route in turn, the commit included. The answer is 503 with
// Retry-After, says nothing of the cause, and nothing was written.
func TestAStoreThatFailsIsA503AndLeavesNothingBehind(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for _, route := range w.Routes {
			signsIn := strings.HasSuffix(route.Path, "/signin")
			if route.Path == "/healthz" || strings.Contains(route.Path, "/console") && !signsIn || strings.HasSuffix(route.Path, "/style.css") ||
				strings.HasSuffix(route.Path, ".js") || route.Method == http.MethodOptions {
				continue // They ask the store nothing.
			}
			if strings.HasSuffix(route.Path, "/setup") {
				continue // It writes at two tenants: TestAnInterruptedSetUpCanBeFinished.
			}
			w.freshArtefacts(t, route, func(t *testing.T, tenant string, s sample) {
				kept := tenant
				if route.Method == http.MethodDelete && operators(route) {
					// The operators' log says beforehand that a tenant is being
					// deleted, in a transaction of its own: each tenant's rows
					// may be on another shard one day.
					kept = s.path[len("/tenants/"):]
				}
				w.breakAtEachStatement(t, route, s, tenant, kept)
			})
		}
	})
}

func (w *World) breakAtEachStatement(t *testing.T, route api.Route, s sample, tenant, kept string) {
	t.Helper()
	before := w.dump(kept)
	for broken := 1; ; broken++ {
		require.Less(t, broken, 60, "a request of so many statements")
		statement := 0
		failed := ""
		w.Fail(func(text string) error {
			if statement++; statement == broken {
				failed = text
				return errBroken
			}
			return nil
		})
		// So that nobody tries passwords too often.
		w.Clock.Forward(6 * time.Second)
		response := w.send(route, s, tenant, w.Operator)
		w.Fail(nil)
		if failed == "" {
			s.answered(t, response)
			require.Greater(t, broken, 1, "no statement was seen to fail")
			return
		}
		require.Equal(t, http.StatusServiceUnavailable, response.Status, "failing at %q: %s", failed, response.Body)
		require.NotEmpty(t, response.Header.Get("Retry-After"), failed)
		require.NotContains(t, response.Body, "fire", "internal text stays inside")
		require.NotContains(t, response.Body, "active", "not knowing is never an answer")
		require.Equal(t, before, w.dump(kept), "failing at %q", failed)
	}
}
