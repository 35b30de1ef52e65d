package faults_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/process"
)

func clockJumpsAnHour(t *testing.T, s *stage) {
	config := s.OnPostgres(t, s.durable)
	c := load.NewClock(t, &config)
	l := s.NewLoad(t, config, 2)
	l.Survives(t, func() {
		l.Enter(t, c, time.Hour)
		l.Recovers(t, "an hour ahead")
		require.Regexp(t, `warn  clock: the database's is (1h0m|59m59)\S* from ours`, process.Run(t, l.Config, "doctor").Stdout)
		l.Enter(t, c, 0)
	})
}

func clockJumpsFourDays(t *testing.T, s *stage) {
	config := s.OnPostgres(t, s.durable)
	c := load.NewClock(t, &config)
	l := s.NewLoad(t, config, 2)
	l.Survives(t, func() {
		// So far ahead no drawer is open yet in which a token could be filed: they
		// are opened for the next three days.
		l.Enter(t, c, 4*24*time.Hour)
		l.Recovers(t, "four days ahead")
		l.Enter(t, c, 0)
	})
}

// Sweeping drops a drawer whose tokens are long over, and a clock that is wrong
// may say so of tokens that live. A server sweeps as soon as it starts.
func startedAhead(t *testing.T, config process.Config, s *stage, offset time.Duration) {
	t.Helper()
	c := load.NewClock(t, &config)
	server := process.Start(t, config)
	var kept []string
	for _, h := range s.Hands {
		kept = append(kept, server.At(h.Tenant).Token(t, h.Keeper))
	}
	server.Stop()

	c.Step(t, offset)
	server = process.Start(t, config)
	require.Eventually(t, func() bool { return strings.Contains(server.Stderr(), `"msg":"sweep"`) }, load.Slowest, 20*time.Millisecond, "nobody swept")
	for i, h := range s.Hands {
		require.True(t, server.At(h.Tenant).Introspect(t, h.Server, kept[i]).Inactive(), "by the clock it was dead")
	}
	c.Step(t, 0)
	for i, h := range s.Hands {
		told := server.At(h.Tenant).Introspect(t, h.Server, kept[i])
		require.True(t, told.Active(), "what was acknowledged is gone for good: %d %s", told.Status, told.Body)
	}
}

func startedDaysAhead(t *testing.T, s *stage) { startedAheadOnBoth(t, s, 5*24*time.Hour) }

func startedAMonthAhead(t *testing.T, s *stage) { startedAheadOnBoth(t, s, 30*24*time.Hour) }

func startedAheadOnBoth(t *testing.T, s *stage, offset time.Duration) {
	t.Helper()
	t.Run("on Postgres", func(t *testing.T) { startedAhead(t, s.OnPostgres(t, s.durable), s, offset) })
	t.Run("on SQLite", func(t *testing.T) { startedAhead(t, s.OnSQLite(t), s, offset) })
}
