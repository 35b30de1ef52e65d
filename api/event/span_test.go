package event

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/jeton-id/jeton/domain"
)

// span keeps what it is given.
type span struct {
	noop.Span
	given map[attribute.Key]any
}

func (s *span) SetAttributes(attributes ...attribute.KeyValue) {
	for _, a := range attributes {
		s.given[a.Key] = a.Value.AsInterface()
	}
}

// TestShow has attributes of every sort, among them what must not be sent and what
// cannot be.
func TestShow(t *testing.T) {
	e := New(t.Context(), "an-id", slog.String("method", "GET"), slog.String("route", ""), slog.String("from", "192.0.2.1"))
	for _, attr := range []slog.Attr{
		slog.Int("status", 200), slog.Float64("ms", 1.5), slog.String("trace_id", "abc"), slog.Float64("share", 0.5), slog.Bool("good", true),
		slog.Any("secret", domain.NewSecret("hush")), slog.Any("within", struct{ S domain.Secret }{domain.NewSecret("hush")}), slog.String("error", "a\xffb"),
	} {
		e.Attr(attr)
	}
	s := &span{given: map[attribute.Key]any{}}
	e.Show(s)
	require.Equal(t, map[attribute.Key]any{
		"jeton.request_id": "an-id", "http.request.method": "GET", "client.address": "192.0.2.1", "http.response.status_code": int64(200),
		"jeton.share": 0.5, "jeton.good": true, "jeton.secret": "[redacted]", "jeton.within": "{[redacted]}", "jeton.error": "a\uFFFDb",
	}, s.given)
}
