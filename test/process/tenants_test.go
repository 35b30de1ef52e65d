package process_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

func TestApplyTwiceWhileServing(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		server := process.Start(t, config)
		w := newTwins(config)

		planned := w.apply(t, "--dry-run")
		require.Contains(t, planned, "nothing was written")
		require.Equal(t, http.StatusNotFound, server.At("acme").Ask(t, w.shop, ordersAPI).Status)

		first := w.apply(t)
		require.Contains(t, first, "+ tenant acme")
		require.Contains(t, first, "+ tenant globex")
		require.NotContains(t, first, "no changes")

		// The server is asked about what it has just said is not there.
		acme, globex := server.At("acme"), server.At("globex")
		kept := acme.Token(t, w.shop, ordersAPI)
		require.True(t, acme.Introspect(t, w.orders, kept).Active())

		require.Equal(t, "no changes\n", w.apply(t))
		require.True(t, acme.Introspect(t, w.orders, kept).Active(), "applying again takes nothing back")
		require.True(t, globex.Introspect(t, w.orders, globex.Token(t, w.shop, ordersAPI)).Active())
	})
}

func TestTokensEndAtTheirTenant(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		server, w := serveTwins(t, config)
		acme, globex := server.At("acme"), server.At("globex")

		for _, kind := range []struct {
			name, resource string
			api, other     process.Caller
		}{
			{"a reference token", ordersAPI, w.orders, w.billing},
			{"a JWT", billingAPI, w.billing, w.orders},
		} {
			t.Run(kind.name, func(t *testing.T) {
				token := acme.Token(t, w.shop, kind.resource)
				require.True(t, acme.Introspect(t, kind.api, token).Active())
				require.True(t, acme.Introspect(t, kind.other, token).Inactive(), "it is not for the other API")
				require.True(t, acme.Introspect(t, w.shop, token).Active(), "its client may ask about it")
				require.True(t, globex.Introspect(t, kind.api, token).Inactive(), "it means nothing at the other tenant")
				require.True(t, globex.Introspect(t, w.shop, token).Inactive())

				require.Equal(t, http.StatusOK, globex.Revoke(t, w.shop, token).Status)
				require.True(t, acme.Introspect(t, kind.api, token).Active(), "the other tenant cannot take it back")
				require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, token).Status)
				require.True(t, acme.Introspect(t, kind.api, token).Inactive())
			})
		}

		t.Run("a management token", func(t *testing.T) {
			token := acme.Token(t, w.watchman)
			require.Equal(t, http.StatusOK, acme.Manage(t, http.MethodGet, "/clients", token, nil).Status)
			require.Equal(t, http.StatusUnauthorized, globex.Manage(t, http.MethodGet, "/clients", token, nil).Status)
			require.Equal(t, http.StatusUnauthorized, server.At("system").Manage(t, http.MethodGet, "/tenants", token, nil).Status)
		})
	})
}
