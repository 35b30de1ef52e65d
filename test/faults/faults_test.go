// Package faults_test breaks what Jeton stands on while it is being used: the
// database, the way to it, the disk, the clock, and the server itself.
//
// Each fault strikes real servers under load. All the while tokens are issued,
// asked about and taken back, every request is written down, and the checker of
// test/revocation judges the whole of it. Through every fault must hold: no
// revoked token is active; whatever was acknowledged is still there when all is
// over, tokens and revocations alike; a server that cannot know says 503, in
// time, and never no; and within ten seconds (load.Recovery) of the fault's end every
// kind of request is answered again, with nothing started anew that was not
// killed.
//
// Faults that fit together into a minute run with all other tests. The rest run
// with `make faults`, which sets -all: those that need a long pause, a second
// Postgres or a namespace, those of which a harsher one is among the first, and
// servers that were broken on purpose (broken_test.go), which the load has to
// find out. Without -all each of them is named in the log as left out. Moments
// are drawn from a seed, which is logged; -seed=N draws the same again.
//
// The one idea worth knowing is that nothing is asserted about a moment. A fault
// is kept up until servers have felt it, and is over before load.Recovery is measured;
// what happens between is judged by the order of events alone.
package faults_test

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jeton-id/jeton/test/load"
)

var (
	all  = flag.Bool("all", false, "run every fault, not only those that fit into a minute")
	seed = flag.Uint64("seed", 0, "draw moments from this seed instead of a new one")
)

// fault is one row: what strikes, in the words of a sentence that begins with
// "Jeton survives that".
type fault struct {
	name string
	// brief is set where it belongs to every test run, apart where the fault
	// strikes nothing that others stand on.
	brief, apart bool
	strike       func(t *testing.T, s *stage)
}

var faults = []fault{
	{"Postgres is stopped and started", false, false, stoppedAndStarted},
	{"Postgres is killed and started", true, false, killedAndStarted},
	{"Postgres hangs for longer than a request may take", false, false, hung},
	{"Postgres is killed for good and its standby promoted", false, true, failedOver},
	{"the machine of Postgres vanishes and its standby is promoted", false, true, vanished},
	{"connections are cut, some in the middle of an answer", true, false, cut},
	{"the network jams, jams and breaks, and drags", false, false, jammed},
	{"files cannot grow for a while", true, true, filesCannotGrow},
	{"the disk is full for a while", false, true, diskIsFull},
	{"a server on SQLite is killed again and again", true, true, serverKilledOnSQLite},
	{"servers on Postgres are killed again and again", false, false, serversKilledOnPostgres},
	{"the clock jumps an hour ahead and back", true, false, clockJumpsAnHour},
	{"the clock jumps four days ahead and back", false, false, clockJumpsFourDays},
	{"a server starts while the clock is five days ahead", false, false, startedDaysAhead},
	{"a server starts while the clock is a month ahead", false, false, startedAMonthAhead},
}

// TestJetonSurvivesThat runs the faults that strike what all share one after
// another, and beside them those that strike what is their own.
func TestJetonSurvivesThat(t *testing.T) {
	s := newStage(t)
	for group, apart := range map[string]bool{"shared": false, "apart": true} {
		t.Run(group, func(t *testing.T) {
			t.Parallel()
			for _, fault := range faults {
				switch {
				case fault.apart != apart:
				case !fault.brief && !*all:
					t.Logf("left to make faults: %s", fault.name)
				default:
					t.Run(fault.name, func(t *testing.T) { fault.strike(t, s) })
				}
			}
		})
	}
}

// theSeed is drawn once for each pass.
func theSeed(t *testing.T) uint64 {
	t.Helper()
	drawn := *seed
	if drawn == 0 {
		drawn = rand.Uint64()>>32 + 1
	}
	t.Logf("to draw the same moments again: -args -seed=%d", drawn)
	return drawn
}

// pause leaves a fault as it is for a moment.
func (s *stage) pause(t *testing.T) {
	t.Helper()
	time.Sleep(time.Duration(500+load.NewDice(s.Seed, t.Name()).IntN(1500)) * time.Millisecond)
}
