package frontdoor

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/api/traces"
	"github.com/jeton-id/jeton/migrations"
)

// discard is a response that nobody reads: what is measured is ours alone.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

// asking gives what asks an endpoint of a warm installation the same again and
// again, without a network between.
func asking(t testing.TB, engine migrations.Engine, change func(*api.Server), endpoint, caller string, values func(w *World) url.Values) func() {
	w := OpenChanged(t, Database(t, engine), change).Build()
	body := values(w).Encode()
	authorization := Basic(strings.Split(caller, "/")[1], w.Secrets[caller])
	path := "/t/" + strings.Split(caller, "/")[0] + "/oauth2/" + endpoint
	return func() {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.Address+path, strings.NewReader(body))
		require.NoError(t, err)
		request.RequestURI, request.RemoteAddr = path, "127.0.0.1:50000"
		request.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {authorization}}
		response := &discard{header: http.Header{}}
		w.Handler.ServeHTTP(response, request)
		if response.status != http.StatusOK {
			t.Fatalf("%s answers %d", path, response.status)
		}
	}
}

func introspecting(t testing.TB, engine migrations.Engine) func() {
	return introspectingAt(t, engine, func(*api.Server) {})
}

func introspectingAt(t testing.TB, engine migrations.Engine, change func(*api.Server)) func() {
	return asking(t, engine, change, "introspect", "acme/orders", func(w *World) url.Values {
		return form("token=" + w.Token("acme/shop", "", "https://orders.example"))
	})
}

func issuing(t testing.TB, engine migrations.Engine) func() {
	return asking(t, engine, func(*api.Server) {}, "token", "acme/shop", func(*World) url.Values {
		return form("grant_type=client_credentials", "resource=https://orders.example")
	})
}

func BenchmarkIntrospect(b *testing.B) { benchmark(b, introspecting) }

func BenchmarkIssue(b *testing.B) { benchmark(b, issuing) }

func benchmark(b *testing.B, prepare func(testing.TB, migrations.Engine) func()) {
	for _, engine := range []migrations.Engine{migrations.SQLite, migrations.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			ask := prepare(b, engine)
			b.ReportAllocs()
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					ask()
				}
			})
		})
	}
}

// TestIntrospectionAllocates states what a warm introspection allocates on its
// whole way through router, handler and a read that it shares with nobody, the
// request itself included, and holds it there. What is allocated in a read is
// shared by all who share it.
func TestIntrospectionAllocates(t *testing.T) {
	for engine, most := range map[migrations.Engine]float64{migrations.SQLite: 62, migrations.Postgres: 61} {
		t.Run(string(engine), func(t *testing.T) {
			ask := introspecting(t, engine)
			ask()
			allocations := testing.AllocsPerRun(500, ask)
			t.Logf("%v allocations", allocations)
			require.LessOrEqual(t, allocations, most+forgets)
		})
	}
}

// TestARequestThatIsNotRecordedCostsLittle states what traces cost a request that is
// not in the sample. Those that are off cost nothing: TestIntrospectionAllocates has
// the same bounds as before there were any.
func TestARequestThatIsNotRecordedCostsLittle(t *testing.T) {
	const more = 2
	off := introspecting(t, migrations.SQLite)
	on := introspectingAt(t, migrations.SQLite, recordingNothing(t, 0))
	off()
	on()
	without, with := testing.AllocsPerRun(500, off), testing.AllocsPerRun(500, on)
	t.Logf("%v allocations, %v with traces", without, with)
	require.LessOrEqual(t, with, without+more+forgets)
}

// BenchmarkIntrospectTraced is BenchmarkIntrospect on SQLite with traces of none,
// some and all of the requests.
func BenchmarkIntrospectTraced(b *testing.B) {
	for _, ratio := range []float64{0, 0.05, 1} {
		b.Run(strconv.FormatFloat(ratio, 'g', -1, 64), func(b *testing.B) {
			ask := introspectingAt(b, migrations.SQLite, recordingNothing(b, ratio))
			b.ReportAllocs()
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					ask()
				}
			})
		})
	}
}

// recordingNothing has a server record a share of its requests, for a collector that
// takes them at no cost.
func recordingNothing(t testing.TB, ratio float64) func(*api.Server) {
	spans, err := traces.New(t.Context(), traces.Config{
		Ratio: ratio, Log: slog.New(slog.DiscardHandler), Now: time.Now, Send: func(context.Context, []byte) error { return nil },
	})
	require.NoError(t, err)
	t.Cleanup(spans.Close)
	return func(s *api.Server) { s.Tracer = spans.Tracer() }
}
