package process_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

// TestTracesAreSentBeforeTheEnd has the program trace all it does, and end before its
// spans have waited long enough to be sent.
func TestTracesAreSentBeforeTheEnd(t *testing.T) {
	var mu sync.Mutex
	var bodies, authorizations []string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		bodies, authorizations = append(bodies, string(body)), append(authorizations, r.Header.Get("Authorization"))
	}))
	t.Cleanup(collector.Close)
	config, password := process.SQLite(t), process.NewSecret()
	config.Env = []string{
		"JETON_TRACES_ENDPOINT=" + collector.URL + "/v1/traces", "JETON_TRACES_RATIO=1",
		"OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20" + password + ",X-Scope=jeton", "OTEL_SERVICE_NAME=identity",
	}
	server := process.Start(t, config)
	_, err := server.Get("/t/system/.well-known/openid-configuration")
	require.NoError(t, err)
	server.Stop()

	mu.Lock()
	defer mu.Unlock()
	var sent otlp.TracesData
	require.NoError(t, proto.Unmarshal([]byte(strings.Join(bodies, "")), &sent))
	var names []string
	for _, resource := range sent.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				names = append(names, span.Name)
			}
		}
	}
	require.Contains(t, names, "GET /t/:tenant/.well-known/openid-configuration")
	require.Contains(t, names, "find a tenant")
	require.Contains(t, strings.Join(bodies, ""), "identity")
	for _, authorization := range authorizations {
		require.Equal(t, "Bearer "+password, authorization)
	}
	require.Contains(t, server.Stderr(), `"trace_id":"`)
}

// TestACollectorThatIsAwayIsNoTrouble has nobody listen where traces go.
func TestACollectorThatIsAwayIsNoTrouble(t *testing.T) {
	config := process.SQLite(t)
	config.Env = []string{"JETON_TRACES_ENDPOINT=http://" + port.ForTest(t) + "/v1/traces", "JETON_TRACES_RATIO=1"}
	server := process.Start(t, config)
	answer, err := server.Get("/t/system/.well-known/openid-configuration")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.Status)
	server.Stop()
	require.Equal(t, 1, strings.Count(server.Stderr(), `"msg":"traces lost"`), server.Stderr())
}
