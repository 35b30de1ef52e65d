package load

import (
	_ "embed"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
)

// The files that the program gets besides its own.
var (
	//go:embed testdata/clock.go
	wallClock string
	//go:embed testdata/sqliteclock.go
	sqliteClock string
)

// Clock is the wall clock of servers, which is right but for its offset.
type Clock struct{ file string }

// NewClock sets a clock right, and gives servers that read it: the program with
// two more files, in which serve.go, the doctor and SQLite find the time, and whatever else it
// is edited by. Postgres is on another machine, whose clock is right.
func NewClock(t *testing.T, config *process.Config, more ...process.Edit) Clock {
	t.Helper()
	config.Binary = process.BuildEdited(t, append(more,
		process.Edit{File: "clock.go", New: wallClock},
		process.Edit{File: "serve.go", Old: "time.Now", New: "wallClock", Throughout: true},
		process.Edit{File: "doctor_database.go", Old: "time.Now", New: "wallClock", Throughout: true},
		process.Edit{File: "persistence/sqliteclock.go", New: sqliteClock},
		process.Edit{File: "persistence/sqlite.go", Old: `"SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)"`, New: "sqliteClock()"},
	)...)
	c := Clock{filepath.Join(t.TempDir(), "offset")}
	config.Env = append(config.Env[:len(config.Env):len(config.Env)], "STEPPED_CLOCK="+c.file)
	c.Step(t, 0)
	return c
}

// Step has the clock be off by so much from now on.
func (c Clock) Step(t *testing.T, offset time.Duration) {
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

// Era tells in which era it is, by its place.
func (l *Load) Era() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.eras) - 1
}

// Enter steps the clock under the load.
func (l *Load) Enter(t *testing.T, c Clock, offset time.Duration) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	next := era{offset: offset, begun: l.Now()}
	c.Step(t, offset)
	next.reached = l.Now()
	l.eras = append(l.eras, next)
}

// lapse tells the history which tokens were dead by the clock, and when.
func (l *Load) lapse() {
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

// Issued counts the tokens that were acknowledged while the clock was ahead by no less
// than that.
func (l *Load) Issued(since time.Duration) (count int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, issued := range l.tokens {
		if l.eras[issued.era].offset >= since {
			count++
		}
	}
	return count
}
