// Package event is the one log line of a request: opened when the request comes
// in, filled on the way by whoever learns something, written once at the end.
//
// Tokens, secrets, codes and passwords never enter it; it has ids instead.
package event

import (
	"context"
	"log/slog"
	"sync"
)

// Event collects the attributes of one request.
type Event struct {
	mu    sync.Mutex
	attrs []slog.Attr
}

type contextKey struct{}

// Into puts a new event into the context.
func Into(ctx context.Context) (context.Context, *Event) {
	e := &Event{attrs: make([]slog.Attr, 0, 16)}
	return context.WithValue(ctx, contextKey{}, e), e
}

// Add adds an attribute to the context's event. Empty values are left out; a
// context without an event takes it and forgets it.
func Add(ctx context.Context, key, value string) {
	if e, ok := ctx.Value(contextKey{}).(*Event); ok && value != "" {
		e.Attr(slog.String(key, value))
	}
}

// Attr adds an attribute.
func (e *Event) Attr(attr slog.Attr) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.attrs = append(e.attrs, attr)
}

// Attrs gives what was collected.
func (e *Event) Attrs() []slog.Attr {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]slog.Attr(nil), e.attrs...)
}
