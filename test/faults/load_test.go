package faults_test

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
	// recovery is within what time of a fault's end every kind of request is
	// answered again by every server, and goes on being answered.
	recovery = 10 * time.Second
	// steady is for how long nothing may fail until that counts.
	steady = time.Second
	// slowest is how long any request may take, whatever is broken: the servers
	// give up after ten seconds, and a machine may be busy.
	slowest = 20 * time.Second
)

// names are the servers' in the history.
var names = []string{"one", "two"}

// load is servers in use: those who ask, those who get tokens and take them
// back, and what all of them saw.
type load struct {
	*witness.Witness
	*tally
	stage   *stage
	config  process.Config
	servers []*process.Process
	// mortal servers are killed, so that a request may get no answer at all.
	mortal bool
	// within is what recovery is for this load.
	within time.Duration

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
	hand   *hand
	// era is the one in which it was issued, by its place.
	era int
}

// newLoad starts that many servers on one installation.
func (s *stage) newLoad(t *testing.T, config process.Config, servers int) *load {
	t.Helper()
	l := &load{Witness: witness.New(), tally: newTally(), stage: s, config: config, within: recovery, eras: []era{{}}}
	for range servers {
		l.servers = append(l.servers, process.Launch(t, config))
	}
	for _, p := range l.servers {
		p.AwaitReady()
	}
	return l
}

// survives has the load go on while something is broken. It begins with servers
// that answer everything and ends with such, and then everything is looked
// through that was acknowledged on the way.
func (l *load) survives(t *testing.T, strike func()) {
	t.Helper()
	l.begin(t)
	defer l.end()
	l.recovers(t, "before anything was broken")
	l.mark()
	strike()
	l.recovers(t, "after the fault")
	l.end()
	l.audit(t)
}

// begin lets everybody loose: the hands, somebody at each server who asks about
// any token all the time, and somebody who asks whether it is ready.
func (l *load) begin(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	l.stop = stop
	for i := range l.stage.hands {
		w := &worker{load: l, hand: &l.stage.hands[i], dice: newDice(l.stage.seed, fmt.Sprint(t.Name(), " hand ", i))}
		w.families = w.hand.families
		l.busy.Go(func() { w.work(ctx, i) })
	}
	for at := range l.servers {
		dice := newDice(l.stage.seed, fmt.Sprint(t.Name(), " asker ", at))
		l.busy.Go(func() {
			for ctx.Err() == nil {
				pause := time.Millisecond
				if about, found := l.some(dice); found && !l.ask(at, about, about.askers()[dice.IntN(3)]).done {
					pause = putOff
				}
				time.Sleep(pause)
			}
		})
		l.busy.Go(func() {
			for ctx.Err() == nil {
				l.note(readiness, at, func() (process.Answer, error) { return l.servers[at].Get("/readyz") })
				time.Sleep(putOff)
			}
		})
	}
}

// putOff is for how long somebody waits who was told to come again.
const putOff = 30 * time.Millisecond

// end ends everybody's work. It may be called again.
func (l *load) end() {
	l.stop()
	l.busy.Wait()
}

// recovers waits until every kind of request has been answered by every server
// and nothing has failed for a while, and fails the test if that takes too long.
func (l *load) recovers(t *testing.T, when string) {
	t.Helper()
	began := time.Now()
	for {
		since := l.mark()
		for {
			time.Sleep(20 * time.Millisecond)
			missing, failed := l.since(len(l.servers))
			if len(failed) == 0 && len(missing) == 0 && time.Since(since) >= steady {
				t.Logf("%s, everything was answered within %s", when, time.Since(began).Round(10*time.Millisecond))
				return
			}
			if time.Since(began) > l.within+steady {
				t.Fatalf("%s, not everything is answered within %s; failed: %s; never answered: %s; %s", when, l.within, failed, missing, l.Unclear())
			}
			if len(failed) > 0 {
				break
			}
		}
	}
}

// feels waits until every server has put off somebody who asked about a token:
// until then, the fault has not struck.
func (l *load) feels(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return l.refused(asking, len(l.servers)) }, slowest, 10*time.Millisecond, "nobody felt the fault")
}

// ask asks the server about a token.
func (l *load) ask(at int, about token, by process.Caller) outcome {
	told := l.note(asking, at, func() (process.Answer, error) { return l.Ask(l.servers[at], names[at], about.Token, by) })
	if told.done && !told.Active() && !told.Inactive() {
		l.add(asking, at, false, "neither yes nor no: "+string(told.Body))
	}
	return told
}

func (t token) askers() []process.Caller {
	return []process.Caller{t.hand.server, t.hand.gateway, t.client}
}

// everyone gives all tokens so far.
func (l *load) everyone() []token {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tokens
}
