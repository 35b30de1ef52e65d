package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

var moment = time.Date(2026, 11, 21, 12, 0, 0, 123_400_000, time.UTC)

// logged gives the line of a record from our log and from slog's own handler.
func logged(t *testing.T, at time.Time, level slog.Level, message string, attrs ...slog.Attr) (ours, theirs string) {
	t.Helper()
	record := slog.NewRecord(at, level, message, 0)
	record.AddAttrs(attrs...)
	var a, b bytes.Buffer
	log, flush := newLog(&a)
	require.NoError(t, log.Handler().Handle(context.Background(), record))
	flush()
	require.NoError(t, slog.NewJSONHandler(&b, nil).Handle(context.Background(), record))
	return a.String(), b.String()
}

func group(attrs ...slog.Attr) slog.Attr { return slog.Attr{Value: slog.GroupValue(attrs...)} }

func TestALineIsSlogsOwn(t *testing.T) {
	for _, c := range []struct {
		does  string
		plain bool
		attrs []slog.Attr
	}{
		{"nothing", true, nil},
		{"a request", true, request()},
		{"a group without a name", true, []slog.Attr{group(request()...)}},
		{"a group in a group", true, []slog.Attr{group(slog.Int("a", 1), group(slog.String("b", "")), slog.Int("c", 3))}},
		{"an empty group", true, []slog.Attr{group()}},
		{"numbers", true, []slog.Attr{slog.Int64("a", math.MinInt64), slog.Float64("b", 0), slog.Float64("c", 1e-6), slog.Float64("d", 1e20), slog.Float64("e", 1.0/3)}},
		{"a float with an exponent", false, []slog.Attr{slog.Float64("a", 1e21)}},
		{"a tiny float", false, []slog.Attr{slog.Float64("a", 1e-7)}},
		{"a negative float", false, []slog.Attr{slog.Float64("a", -1.5)}},
		{"no number", false, []slog.Attr{slog.Float64("a", math.NaN())}},
		{"a line break", false, []slog.Attr{slog.String("a", "x\n{\"level\":\"INFO\"}")}},
		{"a quote in a key", false, []slog.Attr{slog.String(`a"b`, "x")}},
		{"other scripts", false, []slog.Attr{slog.String("a", "zoë \u2028 \xff")}},
		{"a secret", false, []slog.Attr{slog.Any("a", domain.NewSecret("jtn_at_secret"))}},
		{"other kinds", false, []slog.Attr{slog.Bool("a", true), slog.Duration("b", time.Second), slog.Time("c", moment), slog.Any("d", errors.New("e"))}},
		{"a named group", false, []slog.Attr{slog.Group("g", slog.Int("a", 1))}},
		{"no key", false, []slog.Attr{slog.String("", "x")}},
		{"what is not plain after what is", false, []slog.Attr{slog.Int("a", 1), group(slog.Int("b", 1), slog.Bool("c", true), slog.Int("d", 1))}},
	} {
		for _, level := range []slog.Level{slog.LevelInfo, slog.LevelError, slog.LevelWarn + 1} {
			ours, theirs := logged(t, moment, level, "request", c.attrs...)
			require.Equal(t, theirs, ours, c.does)
		}
		record := slog.NewRecord(moment, slog.LevelInfo, "request", 0)
		record.AddAttrs(c.attrs...)
		_, plain := appendRecord(nil, record)
		require.Equal(t, c.plain, plain, c.does)
	}
	for _, at := range []time.Time{{}, time.Now(), moment.In(time.FixedZone("", 3600)), time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)} {
		ours, theirs := logged(t, at, slog.LevelInfo, "m")
		require.Equal(t, theirs, ours)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("request", "route", "/t/:tenant/oauth2/introspect", int64(200), 0.25)
	f.Add("\"", "\x7f", "\u2029", int64(-1), -1e-9)
	f.Fuzz(func(t *testing.T, message, key, text string, whole int64, number float64) {
		ours, theirs := logged(t, moment, slog.LevelInfo, message, slog.String(key, text), group(slog.Int64(text, whole), slog.Float64("f", number)))
		require.Equal(t, theirs, ours)
	})
}

// request is what the line of an introspection has.
func request() []slog.Attr {
	return []slog.Attr{
		slog.String("request_id", "019aa2b4-5f7e-7c3e-8e0a-4f1d2c3b4a59"), slog.String("method", "POST"),
		slog.String("route", "/t/:tenant/oauth2/introspect"), slog.String("tenant", "acme"), slog.String("from", "127.0.0.1"),
		slog.String("caller", "resource_server:019aa2b4-5f7e-7c3e-8e0a-4f1d2c3b4a59"), slog.String("token_id", "00LcZ-921Ssbh91EpQT6O-J8_o8A"),
		slog.String("reason", "active"), slog.Int("status", 200), slog.Float64("ms", 0.734),
	}
}

func BenchmarkLine(b *testing.B) {
	log, _ := newLog(io.Discard)
	benchmarkLine(b, log.Handler())
}

func BenchmarkLineBySlog(b *testing.B) {
	benchmarkLine(b, promptly{slog.NewJSONHandler(&lines{out: io.Discard}, nil), nil})
}

func benchmarkLine(b *testing.B, log slog.Handler) {
	attrs := request()
	b.ReportAllocs()
	for b.Loop() {
		record := slog.NewRecord(moment, slog.LevelInfo, "request", 0)
		record.AddAttrs(group(attrs...))
		if err := log.Handle(context.Background(), record); err != nil {
			b.Fatal(err)
		}
	}
}
