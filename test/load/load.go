package load

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/witness"
)

const (
	// Recovery is within what time of a fault's end every kind of request is
	// answered again by every server, and goes on being answered.
	Recovery = 10 * time.Second
	// Steady is for how long nothing may fail until that counts.
	Steady = time.Second
	// Slowest is how long any request may take, whatever is broken: the servers
	// give up after ten seconds, and a machine may be busy.
	Slowest = 20 * time.Second
)

// Names are the servers' in the history.
var Names = []string{"one", "two"}

// Load is servers in use: those who ask, those who get tokens and take them
// back, and what all of them saw.
type Load struct {
	*witness.Witness
	*tally
	stage *Stage
	// Config is how commands get at the installation.
	Config  process.Config
	Servers []*process.Process
	// Mortal servers are killed, so that a request may get no answer at all.
	Mortal bool
	// Behind a balancer, it is not for users to ask whether a server is ready.
	Behind bool
	// Within is what Recovery is for this load.
	Within time.Duration
	// Pause is the longest that a hand rests between two acts, and Asking how long
	// those rest who ask about any token.
	Pause, Asking time.Duration

	stop context.CancelFunc
	busy sync.WaitGroup

	mu     sync.Mutex
	tokens []token
	eras   []era
}

// token is a token that was acknowledged.
type token struct {
	witness.Token
	client process.Caller
	hand   *Hand
	// era is the one in which it was issued, by its place.
	era int
}

// NewLoad starts that many servers on one installation.
func (s *Stage) NewLoad(t *testing.T, config process.Config, servers int) *Load {
	t.Helper()
	var started []*process.Process
	for range servers {
		started = append(started, process.Launch(t, config))
	}
	for _, p := range started {
		p.AwaitReady()
	}
	return s.LoadOn(config, started...)
}

// LoadOn gives a load on servers that run already.
func (s *Stage) LoadOn(config process.Config, servers ...*process.Process) *Load {
	return &Load{
		Witness: witness.New(), tally: newTally(), stage: s, Config: config, Servers: servers,
		Within: Recovery, Pause: 40 * time.Millisecond, Asking: time.Millisecond, eras: []era{{}},
	}
}

// Survives has the load go on while something is broken. It begins with servers
// that answer everything and ends with such, and then everything is looked
// through that was acknowledged on the way.
func (l *Load) Survives(t *testing.T, strike func()) {
	t.Helper()
	l.Begin(t)
	defer l.End()
	l.Recovers(t, "before anything was broken")
	l.Mark()
	strike()
	l.Recovers(t, "after the fault")
	l.End()
	l.Audit(t)
}

// Begin lets everybody loose: the hands, somebody at each server who asks about
// any token all the time, and somebody who asks whether it is ready.
func (l *Load) Begin(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	l.stop = stop
	for i := range l.stage.Hands {
		w := &worker{Load: l, hand: &l.stage.Hands[i], dice: NewDice(l.stage.Seed, fmt.Sprint(t.Name(), " hand ", i))}
		w.families = w.hand.families
		l.busy.Go(func() { w.work(ctx, i) })
	}
	for at := range l.Servers {
		dice := NewDice(l.stage.Seed, fmt.Sprint(t.Name(), " asker ", at))
		l.busy.Go(func() {
			for ctx.Err() == nil {
				pause := l.Asking
				if about, found := l.some(dice); found && !l.ask(at, about, about.askers()[dice.IntN(3)]).done {
					pause = putOff
				}
				time.Sleep(pause)
			}
		})
		if l.Behind {
			continue
		}
		l.busy.Go(func() {
			for ctx.Err() == nil {
				l.note(readiness, at, func() (process.Answer, error) { return l.Servers[at].Get("/readyz") })
				time.Sleep(putOff)
			}
		})
	}
}

// putOff is for how long somebody waits who was told to come again.
const putOff = 30 * time.Millisecond

// End ends everybody's work. It may be called again.
func (l *Load) End() {
	l.stop()
	l.busy.Wait()
}

// Recovers waits until every kind of request has been answered by every server
// and nothing has failed for a while, and fails the test if that takes too long.
func (l *Load) Recovers(t *testing.T, when string) {
	t.Helper()
	began := time.Now()
	for {
		since := l.Mark()
		for {
			time.Sleep(20 * time.Millisecond)
			missing, failed := l.since()
			if len(failed) == 0 && len(missing) == 0 && time.Since(since) >= Steady {
				t.Logf("%s, everything was answered within %s", when, time.Since(began).Round(10*time.Millisecond))
				return
			}
			if time.Since(began) > l.Within+Steady {
				t.Fatalf("%s, not everything is answered within %s; failed: %s; never answered: %s; %s", when, l.Within, failed, missing, l.Unclear())
			}
			if len(failed) > 0 {
				break
			}
		}
	}
}

// Feels waits until every server has put off somebody who asked about a token:
// until then, the fault has not struck.
func (l *Load) Feels(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return l.Refused(Asking, len(l.Servers)) }, Slowest, 10*time.Millisecond, "nobody felt the fault")
}

// ask asks the server about a token.
func (l *Load) ask(at int, about token, by process.Caller) outcome {
	told := l.note(Asking, at, func() (process.Answer, error) { return l.Ask(l.Servers[at], Names[at], about.Token, by) })
	if told.done && !told.Active() && !told.Inactive() {
		l.add(Asking, at, false, "neither yes nor no: "+string(told.Body))
	}
	return told
}

func (t token) askers() []process.Caller {
	return []process.Caller{t.hand.Server, t.hand.Gateway, t.client}
}

// everyone gives all tokens so far.
func (l *Load) everyone() []token {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tokens
}
