package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTracesThatAreOffCostNothing holds the way of every request to no allocation.
func TestTracesThatAreOffCostNothing(t *testing.T) {
	s := &Server{}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/t/acme/oauth2/introspect", nil)
	request.Header.Set("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		ctx, span := s.trace(request.Context(), request)
		if ctx != request.Context() || span.IsRecording() {
			t.Error("there is a trace")
		}
		span.End()
	}))
}
