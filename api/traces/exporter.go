package traces

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// complainEvery is how often the log says that spans were not taken: a collector
// that is away is away for a while.
const complainEvery = time.Minute

// exporter sends spans and swallows what goes wrong, but for a line in the log. The
// processor that calls it does so once at a time.
type exporter struct {
	*otlptrace.Exporter
	log  *slog.Logger
	now  func() time.Time
	told time.Time
	lost int
}

func newExporter(config Config) *exporter {
	return &exporter{Exporter: otlptrace.NewUnstarted(client{config.Send}), log: config.Log, now: config.Now}
}

// ExportSpans implements sdk.SpanExporter. It tries once: by the next time, there
// are others.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := e.Exporter.ExportSpans(ctx, spans)
	if err == nil {
		return nil
	}
	e.lost += len(spans)
	if now := e.now(); e.told.IsZero() || now.Sub(e.told) >= complainEvery {
		e.log.Warn("traces lost", "spans", e.lost, "error", err.Error())
		e.told, e.lost = now, 0
	}
	return nil
}

// client is the way from OpenTelemetry's messages to the collector. Theirs would
// bring gRPC and its gateway along, twice the packages, to post a body.
type client struct {
	send func(ctx context.Context, spans []byte) error
}

// Start implements otlptrace.Client: there is nothing to start.
func (client) Start(context.Context) error { return nil }

// Stop implements otlptrace.Client: there is nothing to stop.
func (client) Stop(context.Context) error { return nil }

// UploadTraces implements otlptrace.Client. TracesData has the members of the
// message that collectors take, ExportTraceServiceRequest, under the same numbers.
func (c client) UploadTraces(ctx context.Context, spans []*otlp.ResourceSpans) error {
	body, err := proto.Marshal(&otlp.TracesData{ResourceSpans: spans})
	if err != nil {
		return fmt.Errorf("encode spans: %w", err)
	}
	return c.send(ctx, body)
}
