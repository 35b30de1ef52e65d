// Package traces is where spans go: it decides which requests are recorded, and
// sends what was recorded to a collector, by OTLP over HTTP.
//
// What a span says is decided where it is made: in api for requests, in
// persistence for what the database does for them. Both know OpenTelemetry's
// interfaces alone; here are its machinery and its protocol.
//
// It promises that no request waits for a collector. Spans wait in a queue that is
// bounded, go together every few seconds, and are dropped if the queue is full or
// they are not taken: traces are a sample to begin with, and nothing rests on them.
//
// The one idea worth knowing is that a context carries its span, and a span knows
// where it goes. Whoever has a request's context can add to its trace, and nothing
// has to be wired for it.
package traces

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// Bounds of what waits. They are stated here, so that no variable of the
// environment changes them.
const (
	maxWaiting   = 2048
	maxTogether  = 512
	sendEvery    = 5 * time.Second
	sendTimeout  = 5 * time.Second
	closeTimeout = 5 * time.Second
	// maxText bounds one attribute, in bytes: the stack of a panic is the longest.
	maxText       = 8 << 10
	maxAttributes = 64
)

// Config says what is recorded and where it goes.
type Config struct {
	// Ratio is the share of requests that are recorded, from 0 to 1; for one that
	// continues a trace, whoever began it has decided.
	Ratio float64
	// Send takes spans in the binary form of OTLP.
	Send func(ctx context.Context, spans []byte) error
	// Version is the program's, Instance an id of this process.
	Version, Instance string
	// Log is told, once a minute at most, that spans were not taken.
	Log *slog.Logger
	Now func() time.Time
}

// Traces records spans and sends them on. Nil is for none.
type Traces struct {
	provider *sdk.TracerProvider
	log      *slog.Logger
}

// New starts what sends spans. The variables OTEL_RESOURCE_ATTRIBUTES and
// OTEL_SERVICE_NAME say more of this process, or otherwise; no other is read.
func New(ctx context.Context, config Config) (*Traces, error) {
	process, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		semconv.ServiceName("jeton"), semconv.ServiceVersion(config.Version), semconv.ServiceInstanceID(config.Instance),
	), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	provider := sdk.NewTracerProvider(
		sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(config.Ratio))),
		// Of events and links there are none: a span says what its attributes do.
		sdk.WithRawSpanLimits(sdk.SpanLimits{AttributeValueLengthLimit: maxText, AttributeCountLimit: maxAttributes}),
		sdk.WithResource(process),
		sdk.WithBatcher(newExporter(config), sdk.WithMaxQueueSize(maxWaiting), sdk.WithMaxExportBatchSize(maxTogether),
			sdk.WithBatchTimeout(sendEvery), sdk.WithExportTimeout(sendTimeout)),
	)
	return &Traces{provider, config.Log}, nil
}

// scope is what all spans of ours are said to be made by.
const scope = "github.com/jeton-id/jeton"

// Tracer begins the spans of requests, nil if nothing is recorded.
func (t *Traces) Tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer(scope)
}

// Close sends what waits, for five seconds at most.
func (t *Traces) Close() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		t.log.Warn("traces lost", "error", err.Error())
	}
}
