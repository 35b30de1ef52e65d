package frontdoor

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/api/traces"
	"github.com/jeton-id/jeton/tenants/outbound"
)

// collector takes traces by OTLP over HTTP, and keeps what it got.
type collector struct {
	mu     sync.Mutex
	bodies []string
}

// ServeHTTP implements http.Handler.
func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bodies = append(c.bodies, string(body))
}

// all gives everything that was sent, as it was sent.
func (c *collector) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.bodies, "")
}

// spans gives the spans that were sent: those of requests, and the children of each by
// its id.
func (c *collector) spans(t testing.TB) (requests []recorded, children map[string][]recorded) {
	t.Helper()
	children = map[string][]recorded{}
	// Messages of protobuf one after another are one message.
	var sent otlp.TracesData
	require.NoError(t, proto.Unmarshal([]byte(c.all()), &sent))
	for _, resource := range sent.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				s := recordedSpan(span)
				if span.Kind == otlp.Span_SPAN_KIND_SERVER {
					requests = append(requests, s)
				} else {
					children[s.parent] = append(children[s.parent], s)
				}
			}
		}
	}
	return requests, children
}

// recorded is a span as the collector has it.
type recorded struct {
	*otlp.Span
	trace, id, parent string
	attributes        map[string]any
}

func recordedSpan(span *otlp.Span) recorded {
	s := recorded{
		Span: span, attributes: map[string]any{},
		trace: hex.EncodeToString(span.TraceId), id: hex.EncodeToString(span.SpanId), parent: hex.EncodeToString(span.ParentSpanId),
	}
	for _, attribute := range span.Attributes {
		switch value := attribute.Value; {
		case value.GetStringValue() != "":
			s.attributes[attribute.Key] = value.GetStringValue()
		default:
			// As JSON has numbers.
			s.attributes[attribute.Key] = float64(value.GetIntValue())
		}
	}
	return s
}

// failed reports whether the span says so.
func (s recorded) failed() bool { return s.Status.GetCode() == otlp.Status_STATUS_CODE_ERROR }

// openTraced opens an installation that sends the traces of a share of its requests
// to the collector, behind trusted proxies. Sent ends that, and has to be called
// before the collector is looked at.
func openTraced(t testing.TB, databaseURL string, ratio float64, proxies ...string) (in *Installation, c *collector, sent func()) {
	t.Helper()
	c = &collector{}
	listening := httptest.NewServer(c)
	t.Cleanup(listening.Close)
	out := outbound.New(outbound.Anywhere())
	spans, err := traces.New(t.Context(), traces.Config{
		Ratio: ratio, Version: "v0", Instance: newID(), Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: time.Now,
		Send: func(ctx context.Context, spans []byte) error {
			return out.Post(ctx, listening.URL+"/v1/traces", http.Header{"Content-Type": {"application/x-protobuf"}}, spans)
		},
	})
	require.NoError(t, err)
	t.Cleanup(spans.Close)
	in = OpenChanged(t, databaseURL, func(s *api.Server) {
		s.Tracer = spans.Tracer()
		for _, proxy := range proxies {
			s.TrustedProxies = append(s.TrustedProxies, netip.MustParsePrefix(proxy))
		}
	})
	return in, c, spans.Close
}

// lines are the log lines of requests by their id.
func (in *Installation) lines() map[string]map[string]any {
	in.t.Helper()
	lines := map[string]map[string]any{}
	for line := range strings.Lines(in.Log.String()) {
		var members map[string]any
		require.NoError(in.t, json.Unmarshal([]byte(line), &members))
		if members["msg"] == "request" {
			lines[members["request_id"].(string)] = members
		}
	}
	return lines
}

// names gives what spans are called, sorted.
func names(spans []recorded) (names []string) {
	for _, span := range spans {
		names = append(names, span.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
