package process_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

func TestADatabaseThatIsGoneIsNeverANo(t *testing.T) {
	database, err := postgres.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(database.Stop)
	config := process.Config{DatabaseURL: database.Database(t, ""), SecretKey: process.NewSecretKey(), OperatorToken: process.NewSecret()}
	server, w := serveTwins(t, config)
	acme := server.At("acme")
	token := acme.Token(t, w.shop, ordersAPI)

	require.NoError(t, database.Kill())
	for what, answer := range map[string]process.Answer{
		"token":      acme.Ask(t, w.shop, ordersAPI),
		"introspect": acme.Introspect(t, w.orders, token),
		"revoke":     acme.Revoke(t, w.shop, token),
		"management": acme.Manage(t, http.MethodGet, "/clients", config.OperatorToken, nil),
		"nobody":     server.At("nobody").Introspect(t, w.orders, token),
		"stranger":   acme.Introspect(t, process.Caller{ID: "orders-api", Secret: process.NewSecret()}, token),
	} {
		require.Equal(t, http.StatusServiceUnavailable, answer.Status, "%s: %s", what, answer.Body)
		require.NotEmpty(t, answer.Header.Get("Retry-After"), what)
		require.NotContains(t, string(answer.Body), "active", what)
		require.NotContains(t, string(answer.Body), "127.0.0.1", "what happens inside stays inside")
	}
	ready, err := server.Get("/readyz")
	require.NoError(t, err)
	require.Equal(t, http.StatusServiceUnavailable, ready.Status)
	healthy, err := server.Get("/healthz")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, healthy.Status, "starting anew would not help")

	require.NoError(t, database.Restart(t.Context()))
	require.Eventually(t, func() bool { return acme.Introspect(t, w.orders, token).Active() }, 10*time.Second, 50*time.Millisecond,
		"it comes back by itself, and what was not revoked is alive")
}
