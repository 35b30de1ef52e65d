// Package soak_test uses two replicas for a long time and looks for what grows and for
// what gets lost.
//
// Everything goes on at once: tokens are issued, asked about and taken back at every
// level (test/load), people sign in and applications refresh, admins read lists; the
// clock is turned by more than a day again and again, so that drawers are opened, their
// tokens end, and drawers are dropped when their retention is over; and replicas are
// asked to end or killed, and started again. When it is over, every token that was ever
// acknowledged is asked about once more and has to be what the whole history says; what
// a replica holds on to (goroutines, memory, connections, prepared statements, files)
// must not have grown since it had warmed up; and the tables hold no more than they
// have to keep.
//
// `make soak` does it for half an hour and writes docs/benchmarks.md. With all other
// tests it runs for seconds, in which leaks do not show, so that it stays able to run.
//
// The one idea worth knowing is the plateau. Caches fill and pools open, so whatever is
// counted grows at first. What counts is the difference between two windows of one
// process's life, one when it was warm and one at the end. So one replica is restarted
// only in the beginning, and the other all the time.
package soak_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

var (
	lasting = flag.Duration("lasting", 12*time.Second, "how long to use the replicas")
	write   = flag.Bool("write", false, "write the report into docs/benchmarks.md")
	seed    = flag.Uint64("seed", uint64(time.Now().UnixNano()), "draw moments from this seed")
)

// turn is how far the clock is turned at a time: more than a token lives, and less than
// drawers are opened ahead.
const turn = 30 * time.Hour

//go:embed testdata/peek.go
var peek string

// soak is all that goes on.
type soak struct {
	*load.Load
	database string
	clock    load.Clock
	offset   time.Duration
	people   *people
	readers  *readers
	samples  []sample
	restarts map[string]int
	// sockets has what replicas are asked by.
	sockets string
	stop    context.CancelFunc
	busy    sync.WaitGroup
}

func TestSoak(t *testing.T) {
	t.Logf("to draw the same moments again: -args -seed=%d", *seed)
	s := newSoak(t)
	s.begin(t)
	defer s.end()
	// A beat is the time between two turns of the clock.
	beats := min(60, max(10, int(*lasting/(3*time.Second))))
	began := time.Now()
	for beat := range beats {
		time.Sleep(time.Until(began.Add(time.Duration(beat) * *lasting / time.Duration(beats))))
		s.offset += turn
		s.awaitDrawer(t, time.Now().Add(s.offset))
		s.Enter(t, s.clock, s.offset)
		if beat%5 == 1 {
			s.restart(beat, beats)
		}
		s.take(t, beat)
	}
	s.Recovers(t, "in the end")
	s.end()
	took := time.Since(began)

	s.AskAgain(t)
	s.people.audit(t, s.Servers)
	require.Empty(t, s.people.wrong)
	require.Empty(t, s.readers.wrong)
	findings := s.holds(t, beats)
	findings = append(findings, s.keeps(t, beats)...)
	s.report(t, took, findings)
	for _, f := range findings {
		require.True(t, f.holds, "%s: %s, and then %s; at most %s", f.what, f.early, f.late, f.bound)
	}
	doctor := process.Run(t, s.Config, "doctor")
	require.Zero(t, doctor.Code, doctor.Stdout)
}

// newSoak starts two replicas, which sweep all the time, read the clock that is turned,
// and tell what they hold on to.
func newSoak(t *testing.T) *soak {
	t.Helper()
	families := 20 + int(*lasting/time.Minute)*10
	stage := load.NewStage(t, *seed, families)
	s := &soak{sockets: t.TempDir(), restarts: map[string]int{}}
	stage.Config.Env = append(stage.Config.Env, "PEEK="+s.sockets)
	s.clock = load.NewClock(t, &stage.Config,
		process.Edit{File: "serve.go", Old: "StoreNow: in.store.Clock", New: "StoreNow: func(context.Context) (time.Time, error) { return wallClock(), nil }"},
		process.Edit{File: "serve.go", Old: "const sweepInterval = 10 * time.Minute", New: "const sweepInterval = time.Second"},
		process.Edit{File: "domain/sweep/sweep.go", Old: "const rotateEvery = 6 * time.Hour", New: "const rotateEvery = 5 * time.Second"},
		process.Edit{File: "persistence/peek.go", New: peek},
		process.Edit{File: "persistence/store.go", Old: "\tstore.reads.trip = distinct(", New: "\tif db.Engine == migrations.Postgres {\n\t\tpeek(store)\n\t}\n\tstore.reads.trip = distinct("},
	)
	config := stage.OnPostgres(t, postgres.ForTest(t))
	s.database = config.DatabaseURL
	s.people = newPeople()
	declared, err := json.Marshal(map[string]any{"tenants": []any{s.people.declaration()}})
	require.NoError(t, err)
	applied := process.RunWith(t, config, string(declared), "apply", "-f", "-")
	require.Zero(t, applied.Code, applied.Stderr)
	s.Load = stage.NewLoad(t, config, 2)
	s.Mortal = true
	s.Pause, s.Asking = 200*time.Millisecond, 5*time.Millisecond
	s.readers = &readers{}
	return s
}

// begin lets everybody loose.
func (s *soak) begin(t *testing.T) {
	t.Helper()
	s.Begin(t)
	s.Recovers(t, "in the beginning")
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	for i := range s.people.all {
		s.busy.Go(func() { s.people.live(ctx, s.Load, i) })
	}
	for at := range s.Servers {
		s.busy.Go(func() { s.readers.read(ctx, s.Servers[at], s.Config.OperatorToken) })
	}
}

func (s *soak) end() {
	s.stop()
	s.busy.Wait()
	s.End()
}

// awaitDrawer waits until tokens can be filed that are issued at a time to come. A sweep
// opens drawers for two days, and on a slow machine takes longer than there is between
// two turns of the clock; where days pass at their own pace, it does not.
func (s *soak) awaitDrawer(t *testing.T, issued time.Time) {
	t.Helper()
	drawer := domain.DrawerFor(issued, issued.Add(30*time.Minute))
	conn, err := pgx.Connect(t.Context(), s.database)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		var open bool
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_class WHERE relname = $1 AND relispartition)", fmt.Sprintf("tokens_d%d", drawer)).Scan(&open))
		if open {
			return
		}
		require.Less(t, time.Since(began), time.Minute, "nobody opens drawers: %d is missing", drawer)
	}
}

// restart ends a replica in one way or the other and starts it again: the first only
// while there is nothing to compare with yet.
func (s *soak) restart(beat, beats int) {
	victim := s.Servers[1]
	if beat < beats/4 {
		victim = s.Servers[0]
	}
	if (beat/5)%2 == 0 {
		victim.Terminate()
		victim.Wait()
		s.restarts["asked to end"]++
	} else {
		victim.Kill()
		s.restarts["killed"]++
	}
	victim.Restart()
}
