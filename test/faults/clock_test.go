package faults_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
)

// clock is the wall clock of servers, which is right but for its offset.
type clock struct{ file string }

// newClock sets a clock right, and gives servers that read it: the program with
// two more files, in which serve.go, the doctor and SQLite find the time. Postgres is on
// another machine, whose clock is right.
func newClock(t *testing.T, config *process.Config) clock {
	t.Helper()
	text := func(file string) string {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		return string(text)
	}
	config.Binary = process.BuildEdited(t,
		process.Edit{File: "clock.go", New: text("clock.go")},
		process.Edit{File: "serve.go", Old: "time.Now", New: "wallClock", Throughout: true},
		process.Edit{File: "doctor_database.go", Old: "time.Now", New: "wallClock", Throughout: true},
		process.Edit{File: "persistence/sqliteclock.go", New: text("sqliteclock.go")},
		process.Edit{File: "persistence/sqlite.go", Old: `"SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)"`, New: "sqliteClock()"},
	)
	c := clock{filepath.Join(t.TempDir(), "offset")}
	config.Env = append(config.Env[:len(config.Env):len(config.Env)], "STEPPED_CLOCK="+c.file)
	c.step(t, 0)
	return c
}

// step has the clock be off by so much from now on.
func (c clock) step(t *testing.T, offset time.Duration) {
	t.Helper()
	// Whoever reads the file finds the old offset or the new one.
	written := c.file + ".new"
	require.NoError(t, os.WriteFile(written, []byte(strconv.Itoa(int(offset/time.Second))), 0o600))
	require.NoError(t, os.Rename(written, c.file))
}

// era is a time between two steps of the clock. Steps are longer than a token
// lives, so tokens live only in eras of the offset they were issued under.
type era struct {
	offset time.Duration
	// Between begun and reached the clock was stepped.
	begun, reached time.Duration
}

// era tells in which era it is, by its place.
func (l *load) era() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.eras) - 1
}

// enter steps the clock under the load.
func (l *load) enter(t *testing.T, c clock, offset time.Duration) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	next := era{offset: offset, begun: l.Now()}
	c.step(t, offset)
	next.reached = l.Now()
	l.eras = append(l.eras, next)
}

// lapse tells the history which tokens were dead by the clock, and when.
func (l *load) lapse() {
	for i, dead := range l.eras {
		lapse := history.Lapse{Begun: dead.begun, Reached: dead.reached, Leaving: history.Never, Over: history.Never}
		if i+1 < len(l.eras) {
			lapse.Leaving, lapse.Over = l.eras[i+1].begun, l.eras[i+1].reached
		}
		for _, of := range l.everyone() {
			if l.eras[of.era].offset != dead.offset {
				lapse.Tokens = append(lapse.Tokens, of.Name)
			}
		}
		if len(lapse.Tokens) > 0 {
			l.Lapsed(lapse)
		}
	}
}

func clockJumpsAnHour(t *testing.T, s *stage) {
	config := s.onPostgres(t, s.durable)
	c := newClock(t, &config)
	l := s.newLoad(t, config, 2)
	l.survives(t, func() {
		l.enter(t, c, time.Hour)
		l.recovers(t, "an hour ahead")
		require.Regexp(t, `warn  clock: the database's is (1h0m|59m59)\S* from ours`, process.Run(t, l.config, "doctor").Stdout)
		l.enter(t, c, 0)
	})
}

func clockJumpsFourDays(t *testing.T, s *stage) {
	config := s.onPostgres(t, s.durable)
	c := newClock(t, &config)
	l := s.newLoad(t, config, 2)
	l.survives(t, func() {
		// So far ahead no drawer is open yet in which a token could be filed: they
		// are opened for the next three days.
		l.enter(t, c, 4*24*time.Hour)
		l.recovers(t, "four days ahead")
		l.enter(t, c, 0)
	})
}

// Sweeping drops a drawer whose tokens are long over, and a clock that is wrong
// may say so of tokens that live. A server sweeps as soon as it starts.
func startedAhead(t *testing.T, config process.Config, s *stage, offset time.Duration) {
	t.Helper()
	c := newClock(t, &config)
	server := process.Start(t, config)
	var kept []string
	for _, h := range s.hands {
		kept = append(kept, server.At(h.tenant).Token(t, h.keeper))
	}
	server.Stop()

	c.step(t, offset)
	server = process.Start(t, config)
	require.Eventually(t, func() bool { return strings.Contains(server.Stderr(), `"msg":"sweep"`) }, slowest, 20*time.Millisecond, "nobody swept")
	for i, h := range s.hands {
		require.True(t, server.At(h.tenant).Introspect(t, h.server, kept[i]).Inactive(), "by the clock it was dead")
	}
	c.step(t, 0)
	for i, h := range s.hands {
		told := server.At(h.tenant).Introspect(t, h.server, kept[i])
		require.True(t, told.Active(), "what was acknowledged is gone for good: %d %s", told.Status, told.Body)
	}
}

func startedDaysAhead(t *testing.T, s *stage) { startedAheadOnBoth(t, s, 5*24*time.Hour) }

func startedAMonthAhead(t *testing.T, s *stage) { startedAheadOnBoth(t, s, 30*24*time.Hour) }

func startedAheadOnBoth(t *testing.T, s *stage, offset time.Duration) {
	t.Helper()
	t.Run("on Postgres", func(t *testing.T) { startedAhead(t, s.onPostgres(t, s.durable), s, offset) })
	t.Run("on SQLite", func(t *testing.T) { startedAhead(t, s.onSQLite(t), s, offset) })
}
