package frontdoor

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/jeton-id/jeton/migrations"
)

// TestASpanSaysWhatItsLineSays sends requests of every sort and holds the span of
// each to its line in the log, member by member and both ways.
func TestASpanSaysWhatItsLineSays(t *testing.T) {
	called := map[string]string{
		"method": "http.request.method", "route": "http.route", "status": "http.response.status_code", "from": "client.address",
	}
	Each(t, func(t *testing.T, databaseURL string) {
		in, collector, sent := openTraced(t, databaseURL, 1)
		w := in.Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		require.True(t, w.Active("acme/orders", token))
		require.False(t, w.Active("acme/billing", token))
		w.Post("introspect/batch", "acme", "acme/orders", form("token="+token, "token=x"))
		w.Post("introspect", "acme", "", form("token="+token))
		w.Must(http.MethodGet, "acme", "/clients", nil)
		w.Send(http.MethodGet, "/nowhere", http.Header{}, "")
		w.Send("BREW", "/healthz", http.Header{}, "")
		w.Fail(func(statement string) error {
			if strings.Contains(statement, "audit_events") {
				return errBroken
			}
			return nil
		})
		w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events", nil)
		w.Fail(func(string) error { return errBroken })
		w.Introspect("acme/orders", token)
		w.Fail(nil)
		sent()

		lines := w.lines()
		requests, children := collector.spans(t)
		require.Len(t, requests, len(lines), "one span for each request")
		failures := 0
		for _, span := range requests {
			line := lines[span.attributes["jeton.request_id"].(string)]
			require.NotNil(t, line)
			require.Equal(t, line["trace_id"], span.trace, "the line leads to the trace")
			if span.failed() {
				failures++
				require.Equal(t, "503", span.attributes["error.type"])
				require.EqualValues(t, 503, line["status"])
				delete(span.attributes, "error.type")
			}
			name := "HTTP"
			if route := line["route"].(string); route != "" {
				name = line["method"].(string) + " " + route
			}
			require.Equal(t, name, span.Name)
			require.Empty(t, span.parent)
			for member, value := range line {
				switch member {
				// What a span has of its own, or no span has.
				case "time", "level", "msg", "trace_id", "ms":
					continue
				}
				attribute, ok := called[member]
				if !ok {
					attribute = "jeton." + member
				}
				if value == "" {
					value = nil
				}
				require.Equal(t, value, span.attributes[attribute], "%s of %s", member, span.Name)
				delete(span.attributes, attribute)
			}
			require.Empty(t, span.attributes, "a span says more than the line")
		}
		require.Equal(t, 2, failures)
		databaseSpans(t, requests, children)
	})
}

// databaseSpans looks at what is beneath the spans of requests.
func databaseSpans(t *testing.T, requests []recorded, children map[string][]recorded) {
	t.Helper()
	system := map[string]string{"postgres": "postgresql", "sqlite": "sqlite"}[t.Name()[strings.LastIndex(t.Name(), "/")+1:]]
	beneath := map[string][]string{}
	known := map[string]string{}
	for _, span := range requests {
		known[span.id] = span.trace
		beneath[span.Name] = append(beneath[span.Name], names(children[span.id])...)
	}
	failures := 0
	for parent, spans := range children {
		for _, span := range spans {
			require.Equal(t, known[parent], span.trace, "a child of its request")
			require.Equal(t, otlp.Span_SPAN_KIND_CLIENT, span.Kind)
			want := map[string]any{"db.system.name": system, "db.operation.name": span.Name}
			if span.failed() {
				failures++
				want["error.type"] = "unavailable"
			}
			require.Equal(t, want, span.attributes, "no statement, and nothing that was in one")
		}
	}
	require.Equal(t, 1, failures, "what is shared has no span")
	require.Contains(t, beneath["POST /t/:tenant/api/v1/tenants"], "create a tenant")
	require.Contains(t, beneath["POST /t/:tenant/api/v1/clients"], "add")
	require.Contains(t, beneath["POST /t/:tenant/api/v1/resource-servers/:id/credentials"], "change")
	require.Contains(t, beneath["GET /t/:tenant/api/v1/clients"], "list clients")
	require.Contains(t, beneath["GET /t/:tenant/api/v1/audit-events"], "search audit events")
	for _, looked := range beneath["POST /t/:tenant/oauth2/introspect"] {
		require.NotContains(t, looked, "look up", "look-ups share their round trips")
	}
}

// TestOnlyATrustedProxyContinuesATrace has the same headers come from several peers.
func TestOnlyATrustedProxyContinuesATrace(t *testing.T) {
	const trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	const yes, no = "00-" + trace + "-" + parent + "-01", "00-" + trace + "-" + parent + "-00"
	for _, c := range []struct {
		does, peer         string
		ratio              float64
		headers            []string
		recorded, followed bool
	}{
		{"a trusted proxy that records", "10.1.2.3:4000", 0, []string{yes}, true, true},
		{"one in the IPv6 form of its address", "[::ffff:10.1.2.3]:4000", 0, []string{yes}, true, true},
		{"a trusted proxy that does not", "10.1.2.3:4000", 1, []string{no}, false, false},
		{"a trusted proxy that says nothing", "10.1.2.3:4000", 1, nil, true, false},
		{"a trusted proxy that says two things", "10.1.2.3:4000", 0, []string{yes, no}, false, false},
		{"a trusted proxy that says nonsense", "10.1.2.3:4000", 0, []string{"00-" + trace}, false, false},
		{"anybody else", "192.0.2.1:4000", 0, []string{yes}, false, false},
		{"anybody else who would not be recorded", "192.0.2.1:4000", 1, []string{no}, true, false},
		{"anybody else, recorded by chance", "192.0.2.1:4000", 1, []string{yes}, true, false},
		{"a peer without an address", "@", 0, []string{yes}, false, false},
	} {
		t.Run(c.does, func(t *testing.T) {
			in, collector, sent := openTraced(t, Database(t, migrations.SQLite), c.ratio, "10.0.0.0/8")
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil)
			request.RemoteAddr = c.peer
			request.Header = http.Header{"Tracestate": {"vendor=from-outside"}, "Baggage": {"from=outside"}, "X-Forwarded-For": {"10.9.9.9"}}
			for _, value := range c.headers {
				request.Header.Add("Traceparent", value)
			}
			in.Handler.ServeHTTP(httptest.NewRecorder(), request)
			sent()
			requests, _ := collector.spans(t)
			require.Equal(t, c.recorded, len(requests) == 1)
			require.Equal(t, c.recorded, strings.Contains(in.Log.String(), `"trace_id":"`))
			require.Equal(t, c.followed, strings.Contains(in.Log.String(), trace))
			require.NotContains(t, collector.all(), "outside", "text from outside")
			for _, span := range requests {
				require.Equal(t, c.followed, span.trace == trace)
				require.Equal(t, c.followed, span.parent == parent)
			}
		})
	}
}
