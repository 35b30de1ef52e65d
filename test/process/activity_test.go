package process_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// TestFiguresAreWritten waits for the figures that a server writes every two
// seconds, and finds those that it writes when it ends.
func TestFiguresAreWritten(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		server, w := serveTwins(t, config)
		active := func(server *process.Process) float64 {
			now := time.Now()
			span := url.Values{"granularity": {"hour"}, "from": {now.Add(-2 * time.Hour).Format(time.RFC3339)}, "to": {now.Add(2 * time.Hour).Format(time.RFC3339)}}
			answer := server.At("acme").Manage(t, http.MethodGet, "/activity?"+span.Encode(), w.OperatorToken, nil)
			require.Equal(t, http.StatusOK, answer.Status)
			total := 0.0
			for _, item := range answer.Member("items").([]any) {
				total += item.(map[string]any)["active"].(float64)
			}
			return total
		}
		token := server.At("acme").Token(t, w.shop, ordersAPI)
		require.True(t, server.At("acme").Introspect(t, w.orders, token).Active())
		require.Eventually(t, func() bool { return active(server) == 1 }, 10*time.Second, 100*time.Millisecond)
		require.True(t, server.At("acme").Introspect(t, w.orders, token).Active())
		server.Terminate()
		require.Zero(t, server.Wait())
		require.Equal(t, 2.0, active(process.Start(t, w.Config)))
	})
}
