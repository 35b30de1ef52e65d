package main

import (
	"context"
	"log/slog"
	"strconv"
	"time"
)

// plainly writes records of plain attributes by hand, as nearly all are: one for
// each request. That takes 1.7 µs where slog.JSONHandler takes 3.5. The line is
// that handler's to the byte, and whatever is not plain goes to it.
type plainly struct {
	// Handler is the JSON handler on lines. One with attributes or groups of its
	// own, which With gives, is not written by hand.
	slog.Handler
	lines *lines
}

// Handle implements slog.Handler.
func (p plainly) Handle(ctx context.Context, r slog.Record) error {
	var room [1 << 10]byte // enough for all but the longest, and not on the heap
	if line, plain := appendRecord(room[:0], r); plain {
		_, err := p.lines.Write(line)
		return err
	}
	return p.Handler.Handle(ctx, r)
}

// appendRecord writes a record as one line of JSON, and reports whether it is
// plain; if not, what was written is not the record.
func appendRecord(b []byte, r slog.Record) (line []byte, plain bool) {
	if year := r.Time.Year(); r.Time.IsZero() || year < 0 || year > 9999 {
		return b, false
	}
	b = r.Time.AppendFormat(append(b, `{"time":"`...), time.RFC3339Nano)
	b = append(append(b, `","level":"`...), r.Level.String()...)
	b, plain = appendText(append(b, `","msg":`...), r.Message)
	r.Attrs(func(a slog.Attr) bool {
		if plain {
			b, plain = appendAttr(b, a)
		}
		return plain
	})
	return append(b, "}\n"...), plain
}

// appendAttr writes an attribute as a member. A group without a name stands for
// its attributes.
func appendAttr(b []byte, a slog.Attr) (member []byte, plain bool) {
	if a.Key == "" {
		if a.Value.Kind() != slog.KindGroup {
			return b, false
		}
		for _, within := range a.Value.Group() {
			if b, plain = appendAttr(b, within); !plain {
				return b, false
			}
		}
		return b, true
	}
	if b, plain = appendText(append(b, ','), a.Key); !plain {
		return b, false
	}
	b = append(b, ':')
	switch a.Value.Kind() {
	case slog.KindString:
		return appendText(b, a.Value.String())
	case slog.KindInt64:
		return strconv.AppendInt(b, a.Value.Int64(), 10), true
	case slog.KindFloat64:
		f := a.Value.Float64()
		// Outside of this encoding/json writes an exponent, and some it refuses.
		return strconv.AppendFloat(b, f, 'f', -1, 64), f == 0 || 1e-6 <= f && f < 1e21
	default:
		return b, false
	}
}

// appendText writes a text that needs no escape.
func appendText(b []byte, text string) (quoted []byte, plain bool) {
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			return b, false
		}
	}
	return append(append(append(b, '"'), text...), '"'), true
}
