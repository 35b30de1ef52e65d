package frontdoor

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/test/metrics"
)

// exposed gives what metrics say now.
func (in *Installation) exposed() metrics.Families {
	in.t.Helper()
	return metrics.Ask(in.t, in.Metrics.Handler())
}

// grown does something and tells by how much series grew: each is a metric with the
// names and values of its labels in turn.
func (in *Installation) grown(do func()) func(name string, labels ...string) float64 {
	in.t.Helper()
	before := in.exposed()
	do()
	after := in.exposed()
	return func(name string, labels ...string) float64 {
		return after.Value(name, labels...) - before.Value(name, labels...)
	}
}

// TestMetricsCountWhatIsDone does each thing a number of times that is its own.
func TestMetricsCountWhatIsDone(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.AddUser("acme", "olga")
		var tokens []string
		by := w.grown(func() {
			for range 3 {
				tokens = append(tokens, w.Token("acme/shop", "", "https://orders.example"))
			}
			w.Post("token", "acme", "acme/shop", form("grant_type=made_up"))
		})
		require.EqualValues(t, 3, by("jeton_tokens_issued_total", "grant", "client_credentials"))
		require.EqualValues(t, 3, by("jeton_requests_total", "route", "/t/:tenant/oauth2/token", "tenant", "acme", "outcome", "answered"))
		require.EqualValues(t, 1, by("jeton_requests_total", "route", "/t/:tenant/oauth2/token", "tenant", "acme", "outcome", "refused"))
		require.EqualValues(t, 3, by("jeton_request_seconds", "method", "POST", "route", "/t/:tenant/oauth2/token", "status", "200"))
		require.Positive(t, by("jeton_shared_trip_callers", "kind", "filing"))

		by = w.grown(func() {
			for range 2 {
				w.Active("acme/orders", tokens[0])
			}
			w.Active("acme/billing", tokens[0])
			w.Active("acme/orders", "nonsense")
			w.Active("acme/orders", unissued(t))
			w.as("introspect", "orders", "wrong", form("token="+tokens[0]))
			w.Post("introspect/batch", "acme", "acme/orders", form("token="+tokens[0], "token=nonsense", "token=more"))
		})
		for reason, times := range map[domain.Reason]int{
			domain.ReasonActive: 3, domain.ReasonNotForCaller: 1, domain.ReasonMalformed: 3, domain.ReasonUnknown: 1, "caller_refused": 1,
			domain.ReasonRevoked: 0,
		} {
			require.EqualValues(t, times, by("jeton_introspections_total", "reason", string(reason)), reason)
		}
		require.EqualValues(t, 3, by("jeton_memory_recalls_total", "of", "token", "outcome", "hit"), "all but the first look at a token that is there")
		require.EqualValues(t, 2, by("jeton_memory_recalls_total", "of", "token", "outcome", "miss"), "the first, and one that is not there")
		require.Positive(t, by("jeton_memory_recalls_total", "of", "tenant", "outcome", "hit"))
		require.Positive(t, by("jeton_shared_trip_callers", "kind", "look_up"))
		require.Zero(t, by("jeton_database_writes_total"))

		by = w.grown(func() {
			require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/shop", form("token="+tokens[0])).Status)
			w.Post("revoke", "acme", "acme/shop", form("token="+tokens[0]))
			for _, target := range []map[string]any{{"client": "probe"}, {"client": "probe"}, {"user": w.Users["acme/olga"]}, {"tenant": true}} {
				target["reason"] = "a test"
				w.Must(http.MethodPost, "acme", "/revocations", target)
			}
			require.False(t, w.Active("acme/orders", tokens[0]))
		})
		for level, times := range map[string]int{"token": 1, "client": 2, "user": 1, "tenant": 1, "grant": 0, "session": 0, "application": 0} {
			require.EqualValues(t, times, by("jeton_revocations_total", "level", level), level)
		}
		require.EqualValues(t, 1, by("jeton_introspections_total", "reason", "revoked"))
		require.Positive(t, by("jeton_memory_recalls_total", "of", "tenant", "outcome", "stale"), "the tenant has changed")
		require.Positive(t, by("jeton_database_writes_total"))

		by = w.grown(func() {
			w.Fail(func(string) error { return errors.New("the disk is on fire") })
			require.Equal(t, http.StatusServiceUnavailable, w.Introspect("acme/orders", tokens[1]).Status)
			w.Fail(nil)
			w.Introspect("acme/orders", tokens[1])
		})
		require.EqualValues(t, 1, by("jeton_requests_total", "route", "/t/:tenant/oauth2/introspect", "tenant", "acme", "outcome", "unavailable"))
		f := w.exposed()
		require.Zero(t, f.Value("jeton_shared_trip_waiting", "kind", "look_up"))
		for _, pool := range f.Labels("pool") {
			most := f.Value("jeton_pool_connections_max", "pool", pool)
			used, idle := f.Value("jeton_pool_connections", "pool", pool, "state", "in_use"), f.Value("jeton_pool_connections", "pool", pool, "state", "idle")
			require.Positive(t, used+idle, pool)
			require.LessOrEqual(t, used+idle, most, pool)
		}
	})
}

// TestMetricsCountWhatIsRefused reaches one limit after another.
func TestMetricsCountWhatIsRefused(t *testing.T) {
	w := OpenLimited(t, Database(t, migrations.SQLite), 4, 3).Build()
	w.Clock.Forward(time.Minute)
	by := w.grown(func() {
		for range 5 {
			w.Introspect("acme/orders", "nonsense")
		}
		for range 3 {
			w.Introspect("acme/billing", "nonsense")
		}
	})
	require.EqualValues(t, 2, by("jeton_limited_total", "limit", "caller"))
	require.EqualValues(t, 2, by("jeton_limited_total", "limit", "tenant"))
	require.EqualValues(t, 4, by("jeton_requests_total", "route", "/t/:tenant/oauth2/introspect", "tenant", "acme", "outcome", "limited"))
}

// TestMetricsTellOfTheFeed listens, comes back, and is told of a revocation.
func TestMetricsTellOfTheFeed(t *testing.T) {
	w := Open(t, Database(t, migrations.SQLite)).Build()
	w.Token("acme/shop", "", "https://orders.example")
	listen := func(query string, meanwhile func(lines *bufio.Scanner)) {
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.Address+"/t/acme/oauth2/revocations"+query, nil)
		require.NoError(t, err)
		request.Header = http.Header{"Accept": {"text/event-stream"}, "Authorization": {Basic("orders", w.Secrets["acme/orders"])}}
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		require.Equal(t, http.StatusOK, response.StatusCode)
		lines := bufio.NewScanner(response.Body)
		require.True(t, lines.Scan())
		meanwhile(lines)
	}
	by := w.grown(func() {
		listen("", func(lines *bufio.Scanner) {
			require.EqualValues(t, 1, w.exposed().Value("jeton_revocation_listeners"))
			w.Must(http.MethodPost, "acme", "/revocations", map[string]any{"client": "shop", "reason": "a test"})
			for !strings.HasPrefix(lines.Text(), "event: revoked") {
				require.True(t, lines.Scan())
			}
		})
		listen("?after=1", func(*bufio.Scanner) {})
	})
	require.EqualValues(t, 1, by("jeton_revocation_listens_total", "how", "fresh"))
	require.EqualValues(t, 1, by("jeton_revocation_listens_total", "how", "resumed"))
	require.Positive(t, by("jeton_revocation_events_total", "event", "revoked"))
	require.Positive(t, by("jeton_revocation_events_total", "event", "heartbeat"))
	require.EqualValues(t, 1, by("jeton_revocations_total", "level", "client"))
}

// TestMetricsTellHowTheBackgroundWorkIs sweeps, lets the time pass, and lets a sweep
// fail.
func TestMetricsTellHowTheBackgroundWorkIs(t *testing.T) {
	const day = 24 * time.Hour
	w := Open(t, Database(t, migrations.SQLite)).Build()
	is := func(what, name string, want time.Duration) {
		t.Helper()
		require.InDelta(t, want.Seconds(), w.exposed().Value(name), 1, what)
	}
	is("nothing is known", "jeton_sweep_success_timestamp_seconds", 0)
	is("nothing is known", "jeton_drawers_ahead_seconds", 0)
	is("nothing is known", "jeton_signing_key_age_seconds", 0)

	w.Clock.Forward(10 * day)
	swept := w.Clock.Now()
	_, err := w.Sweeper.Once(t.Context(), true)
	require.NoError(t, err)
	is("just now", "jeton_sweep_success_timestamp_seconds", time.Duration(swept.Unix())*time.Second)
	is("just now", "jeton_drawers_ahead_seconds", 2*day)
	is("no drawer is late", "jeton_drawers_overdue_seconds", 0)
	is("since the tenant was made", "jeton_signing_key_age_seconds", 10*day)

	w.Clock.Forward(3 * day)
	is("nothing was opened since", "jeton_drawers_ahead_seconds", -day)
	w.Fail(func(string) error { return errors.New("the disk is on fire") })
	_, err = w.Sweeper.Once(t.Context(), true)
	require.Error(t, err)
	w.Fail(nil)
	is("one that failed does not count", "jeton_sweep_success_timestamp_seconds", time.Duration(swept.Unix())*time.Second)
	is("one that failed opens nothing", "jeton_drawers_ahead_seconds", -day)
	is("and forgets nothing", "jeton_signing_key_age_seconds", 13*day)

	w.Clock.Forward(75 * day)
	is("it is due in two days", "jeton_signing_key_overdue_seconds", 0)
	w.Clock.Forward(4 * day)
	is("it was due two days ago", "jeton_signing_key_overdue_seconds", 2*day)
	is("and signs", "jeton_signing_key_age_seconds", 92*day)
	_, err = w.Sweeper.Once(t.Context(), true)
	require.NoError(t, err)
	is("it has a successor", "jeton_signing_key_overdue_seconds", 0)
	is("which does not sign yet", "jeton_signing_key_age_seconds", 92*day)
	w.Clock.Forward(2 * day)
	_, err = w.Sweeper.Once(t.Context(), true)
	require.NoError(t, err)
	is("and now it does", "jeton_signing_key_age_seconds", day)
}
