package main

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// logDelay is how long a line may wait to be written together with others. A
// write of its own would be a fifth of what a request costs.
const logDelay = 100 * time.Millisecond

// maxLogWaiting is how many bytes of lines may wait.
const maxLogWaiting = 64 << 10

// newLog makes the log: JSON lines on the writer, which is standard error, so
// that standard output is free for what a person asked to see. Lines are
// written together, and at once from a warning on. The function it gives writes
// what is left, for the end.
func newLog(out io.Writer) (*slog.Logger, func()) {
	lines := &lines{out: out}
	return slog.New(promptly{plainly{slog.NewJSONHandler(lines, nil), lines}, lines}), lines.flush
}

// lines gathers lines to write them together.
type lines struct {
	out     io.Writer
	mu      sync.Mutex
	waiting []byte
}

// Write implements io.Writer. Each call has whole lines.
func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		time.AfterFunc(logDelay, l.flush)
	}
	l.waiting = append(l.waiting, line...)
	if len(l.waiting) >= maxLogWaiting {
		l.write()
	}
	return len(line), nil
}

func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write()
}

func (l *lines) write() {
	if len(l.waiting) == 0 {
		// They were written before their time was up. The writer may be gone.
		return
	}
	// A log that cannot be written has nowhere to say so.
	_, _ = l.out.Write(l.waiting)
	l.waiting = l.waiting[:0]
}

// promptly has lines written at once that somebody may be waiting for.
type promptly struct {
	slog.Handler
	lines *lines
}

// Handle implements slog.Handler.
func (p promptly) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		p.lines.flush()
	}
	return err
}

// WithAttrs implements slog.Handler.
func (p promptly) WithAttrs(attrs []slog.Attr) slog.Handler {
	return promptly{p.Handler.WithAttrs(attrs), p.lines}
}

// WithGroup implements slog.Handler.
func (p promptly) WithGroup(name string) slog.Handler {
	return promptly{p.Handler.WithGroup(name), p.lines}
}
