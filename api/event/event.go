// Package event is the one log line of a request: opened when the request comes
// in, filled on the way by whoever learns something, written once at the end.
//
// Tokens, secrets, codes and passwords never enter it; it has ids instead.
package event

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Event collects the attributes of one request. It is also the request's
// context, so that one of both is made for each request.
type Event struct {
	context.Context

	// RequestID is told to callers in problem reports and found again in the log.
	RequestID string

	mu    sync.Mutex
	attrs []slog.Attr
	room  [12]slog.Attr // where attrs begins: enough for any but a failed one
}

type contextKey struct{}

// New opens the event of the request that has the context, with what is known
// of it from the beginning.
func New(ctx context.Context, requestID string, known ...slog.Attr) *Event {
	e := &Event{Context: ctx, RequestID: requestID}
	e.attrs = append(append(e.room[:0], slog.String("request_id", requestID)), known...)
	return e
}

// From gives the event of a request's context, nil if it has none.
func From(ctx context.Context) *Event {
	e, _ := ctx.Value(contextKey{}).(*Event)
	return e
}

// Value implements context.Context.
func (e *Event) Value(key any) any {
	if _, ours := key.(contextKey); ours {
		return e
	}
	return e.Context.Value(key)
}

// Add adds an attribute to the context's event. Empty values are left out; a
// context without an event takes it and forgets it.
func Add(ctx context.Context, key, value string) {
	if e := From(ctx); e != nil && value != "" {
		e.Attr(slog.String(key, value))
	}
}

// Count adds a number to the context's event.
func Count(ctx context.Context, key string, n int) {
	if e := From(ctx); e != nil {
		e.Attr(slog.Int(key, n))
	}
}

// Attr adds an attribute.
func (e *Event) Attr(attr slog.Attr) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.attrs = append(e.attrs, attr)
}

// Write writes the event as of now.
func (e *Event) Write(log slog.Handler, now time.Time, level slog.Level) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	// A Logger would look for the line of the program that it is called from,
	// which is always this one, and takes a microsecond for it.
	record := slog.NewRecord(now, level, "request", 0)
	// A group without a name stands for its attributes (slog.Handler), which the
	// record would copy, twice, if they came one by one.
	record.AddAttrs(slog.Attr{Value: slog.GroupValue(e.attrs...)})
	return log.Handle(e, record)
}
