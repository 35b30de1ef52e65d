package persistence

import (
	"context"

	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/jeton-id/jeton/domain"
)

// span is what the trace of a request shows of one transaction, or of one read that
// is a round trip of its own: its kind and how long it took, and no statement, which
// would have values in it. The zero span shows nothing.
//
// What shares its round trip (sharing.go) has none: the trip belongs to all who
// wait for it, and on the way of every introspection nothing is done for traces.
type span struct{ trace.Span }

// span begins a span, if the context is that of a request which is recorded.
func (s *Store) span(ctx context.Context, verb string) span {
	request := trace.SpanFromContext(ctx)
	if !request.IsRecording() {
		return span{}
	}
	_, begun := request.TracerProvider().Tracer("github.com/jeton-id/jeton/persistence").Start(ctx, verb,
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(s.system, semconv.DBOperationName(verb)))
	return span{begun}
}

// end ends a span with how the work ended. That something is not there, or in the
// way, is an answer; it failed if the database did.
func (s span) end(err *error) {
	if s.Span == nil {
		return
	}
	if domain.KindInternal.Is(*err) || domain.KindUnavailable.Is(*err) {
		s.SetStatus(codes.Error, "")
		s.SetAttributes(semconv.ErrorTypeKey.String(domain.KindOf(*err).String()))
	}
	s.End()
}
