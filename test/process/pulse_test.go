package process_test

import (
	"bufio"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// TestWhoeverLooksOnDoesNotHoldUpAStop stops a server while a stream is open: the
// stream ends, and the server with it, long before it would give up waiting.
func TestWhoeverLooksOnDoesNotHoldUpAStop(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		server := process.Start(t, config)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/t/system/api/v1/pulse", nil)
		require.NoError(t, err)
		request.Header.Set("Accept", "text/event-stream")
		request.Header.Set("Authorization", "Bearer "+config.OperatorToken)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		lines := bufio.NewScanner(response.Body)
		require.True(t, lines.Scan())
		require.Equal(t, "event: pulse", lines.Text())

		// Longer than a request may take to be sent, and longer than an answer.
		time.Sleep(12 * time.Second)
		began := time.Now()
		server.Stop()
		require.Less(t, time.Since(began), 10*time.Second)
		for lines.Scan() {
			require.NotContains(t, lines.Text(), "event: end", "who may look on is not told that they may not")
		}
	})
}
