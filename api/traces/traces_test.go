package traces

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// spans makes spans, one after another, and gives how long that took.
func (t *Traces) spans(n int) time.Duration {
	began := time.Now()
	for range n {
		_, span := t.Tracer().Start(context.Background(), "request")
		span.End()
	}
	return time.Since(began)
}

func start(t *testing.T, log io.Writer, send func(context.Context, []byte) error) *Traces {
	t.Helper()
	traces, err := New(t.Context(), Config{
		Ratio: 1, Version: "v1.2.3", Instance: "an-instance", Send: send, Log: slog.New(slog.NewTextHandler(log, nil)), Now: time.Now,
	})
	require.NoError(t, err)
	return traces
}

// TestACollectorThatIsAwayIsSaidOnceAMinute loses batches for an hour.
func TestACollectorThatIsAwayIsSaidOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		tried := 0
		traces := start(t, &log, func(context.Context, []byte) error {
			tried++
			return errors.New("connection refused")
		})
		for range 60 * 60 {
			traces.spans(1)
			time.Sleep(time.Second)
		}
		traces.Close()
		require.Greater(t, tried, 600)
		lines := strings.Count(log.String(), "\n")
		require.LessOrEqual(t, lines, 61)
		require.GreaterOrEqual(t, lines, 50)
		require.Contains(t, log.String(), "connection refused")
		require.Contains(t, log.String(), "spans=60", "each line says how many since the last")
	})
}

// TestACollectorThatHangsHoldsNobodyUp has one that takes spans and never answers:
// whoever makes spans does not wait for it, and an end waits five seconds.
func TestACollectorThatHangsHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		traces := start(t, &log, func(ctx context.Context, _ []byte) error {
			<-ctx.Done()
			return ctx.Err()
		})
		require.Zero(t, traces.spans(10_000), "no time goes by")
		began := time.Now()
		traces.Close()
		require.LessOrEqual(t, time.Since(began), closeTimeout)
		time.Sleep(time.Minute) // for what a process would not wait for
		synctest.Wait()
		require.NotEmpty(t, log.String(), "what is lost is said")
		require.Zero(t, traces.spans(1), "after the end there is none")
	})
}

// TestWhatWaitsIsSentAtTheEnd also looks at what is said of the process.
func TestWhatWaitsIsSentAtTheEnd(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=staging%2C%20eu,service.version=overridden")
	t.Setenv("OTEL_SERVICE_NAME", "identity")
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	t.Setenv("OTEL_BSP_MAX_QUEUE_SIZE", "1")
	t.Setenv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "0")
	var sent otlp.TracesData
	traces := start(t, t.Output(), func(_ context.Context, body []byte) error { return proto.Unmarshal(body, &sent) })
	traces.spans(3)
	traces.Close()
	require.Len(t, sent.ResourceSpans, 1)
	require.Len(t, sent.ResourceSpans[0].ScopeSpans[0].Spans, 3, "no variable of the environment changes what is recorded")
	said := map[string]string{}
	for _, attribute := range sent.ResourceSpans[0].Resource.Attributes {
		said[attribute.Key] = attribute.Value.GetStringValue()
	}
	require.Equal(t, "identity", said["service.name"])
	require.Equal(t, "overridden", said["service.version"])
	require.Equal(t, "staging, eu", said["deployment.environment.name"])
	require.Equal(t, "an-instance", said["service.instance.id"])
}

func TestAttributesOfTheProcessThatCannotBeRead(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "nothing")
	_, err := New(t.Context(), Config{Ratio: 1})
	require.ErrorContains(t, err, "OTEL_RESOURCE_ATTRIBUTES")
}

// TestNoTraces is what a process has that makes none.
func TestNoTraces(t *testing.T) {
	var none *Traces
	require.Nil(t, none.Tracer())
	none.Close()
}
