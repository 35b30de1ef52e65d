package event

import (
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// TraceID is the attribute that leads from a line to its trace.
const TraceID = "trace_id"

// Milliseconds is the attribute that says how long the request took.
const Milliseconds = "ms"

// conventions are the names that OpenTelemetry has for what the log calls
// otherwise, empty for what a span says by itself. Whatever is not here is called
// jeton. and its name in the log.
var conventions = map[string]attribute.Key{
	"method":     semconv.HTTPRequestMethodKey,
	"route":      semconv.HTTPRouteKey,
	"status":     semconv.HTTPResponseStatusCodeKey,
	"from":       semconv.ClientAddressKey,
	TraceID:      "",
	Milliseconds: "",
}

// Show gives a span what is in the event. There is no other way to give it
// anything of a request: what the log must not have, a span has not.
func (e *Event) Show(span trace.Span) {
	e.mu.Lock()
	defer e.mu.Unlock()
	shown := make([]attribute.KeyValue, 0, len(e.attrs))
	for _, attr := range e.attrs {
		name, ours := conventions[attr.Key]
		if !ours {
			name = attribute.Key("jeton." + attr.Key)
		}
		if value := valueOf(attr.Value); name != "" && value != empty {
			shown = append(shown, attribute.KeyValue{Key: name, Value: value})
		}
	}
	span.SetAttributes(shown...)
}

var empty = attribute.StringValue("")

// valueOf gives a value as the log writes it, secrets as their redaction. One byte
// that is not UTF-8 would be the end of all spans that are sent with it.
func valueOf(value slog.Value) attribute.Value {
	switch value = value.Resolve(); value.Kind() {
	case slog.KindInt64:
		return attribute.Int64Value(value.Int64())
	case slog.KindFloat64:
		return attribute.Float64Value(value.Float64())
	case slog.KindBool:
		return attribute.BoolValue(value.Bool())
	}
	return attribute.StringValue(strings.ToValidUTF8(value.String(), "\uFFFD"))
}
