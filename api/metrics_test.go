package api

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestAnOutcomeSaysWhoHasToDoSomething(t *testing.T) {
	for status, want := range map[int]outcome{
		200: answered, 204: answered, 302: answered, 304: answered, 400: refused, 401: refused, 404: refused, 405: refused,
		429: limited, 500: failed, 502: failed, 503: unavailable,
	} {
		require.Equal(t, want, outcomeOf(status, false), "%d", status)
		require.Equal(t, failed, outcomeOf(status, true), "an answer that broke off after %d", status)
	}
}

// TestRequestsAreCountedWhoeverAsks has many ask at once, also for what there is not.
func TestRequestsAreCountedWhoeverAsks(t *testing.T) {
	m := NewMetrics([]domain.Slug{"acme"})
	m.requests.know([]Route{{Method: http.MethodGet, Path: "/t/:tenant/door"}})
	var askers sync.WaitGroup
	for range 8 {
		askers.Go(func() {
			for range 50 {
				m.requests.observe("GET", "/t/:tenant/door", "acme", 200, false, time.Millisecond)
				m.requests.observe("HEAD", "/t/:tenant/door", "globex", 404, false, time.Millisecond)
				m.requests.observe("BREW", "/t/:tenant/door", "acme", 405, false, time.Millisecond)
				m.requests.observe("GET", "", "", 404, false, time.Millisecond)
				m.Issued("made_up")
				m.Introspected(domain.Introspection{By: "a", Reason: "made_up"})
			}
		})
	}
	askers.Wait()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	text := answer.Body.String()
	for _, line := range []string{
		`jeton_requests_total{outcome="answered",route="/t/:tenant/door",tenant="acme"} 400`,
		`jeton_requests_total{outcome="failed",route="/t/:tenant/door",tenant="acme"} 0`,
		`jeton_requests_total{outcome="refused",route="/t/:tenant/door",tenant="other"} 400`,
		`jeton_requests_total{outcome="refused",route="none",tenant="none"} 800`,
		`jeton_request_seconds_count{method="GET",route="/t/:tenant/door",status="200"} 400`,
		`jeton_request_seconds_count{method="HEAD",route="/t/:tenant/door",status="404"} 400`,
		`jeton_request_seconds_count{method="other",route="none",status="405"} 400`,
		`jeton_tokens_issued_total{grant="client_credentials"} 0`,
	} {
		require.Contains(t, text, line+"\n")
	}
	for _, never := range []string{"BREW", "globex", "made_up", `tenant="system"`} {
		require.NotContains(t, text, never)
	}
}

// TestCountingARequestAllocatesNothing holds what every request pays.
func TestCountingARequestAllocatesNothing(t *testing.T) {
	m := NewMetrics(nil)
	m.requests.know([]Route{{Method: http.MethodGet, Path: "/t/:tenant/door"}})
	require.Zero(t, testing.AllocsPerRun(100, func() {
		m.requests.observe("GET", "/t/:tenant/door", "acme", 200, false, time.Millisecond)
		m.Introspected(domain.Introspection{By: "a", Reason: domain.ReasonActive})
		m.Issued("client_credentials")
	}))
}
