package revocation_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
	"github.com/jeton-id/jeton/test/revocation/witness"
)

// names are the processes' in the history.
var names = []string{"one", "two"}

// askers is how many ask each process about any token while others are being
// taken back.
const askers = 2

// load is one run: two processes on one database, those who ask, those who take
// back, and what all of them saw.
type load struct {
	processes []*process.Process
	operator  string
	targets   []target

	// changing is held by those who take back, and alone by one who has the
	// other processes hang: one that hung in the middle of a change would hold
	// up everybody's.
	changing sync.RWMutex

	*witness.Witness
}

// newLoad starts two processes of the binary on a copy of the world.
func newLoad(t *testing.T, w world, binary string) *load {
	t.Helper()
	config := w.config
	config.Binary = binary
	config.DatabaseURL = postgres.ForTest(t).Database(t, w.template)
	l := &load{operator: config.OperatorToken}
	for range names {
		l.processes = append(l.processes, process.Launch(t, config))
	}
	for _, p := range l.processes {
		p.AwaitReady()
	}
	l.targets = w.issue(t, l.processes)
	l.Witness = witness.New()
	return l
}

// run takes every target back, half of them through each process, while every
// token is being asked about through both. It ends early once enough says so.
func (l *load) run(t *testing.T, enough func(history.History) bool) history.History {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	asking, stop := context.WithCancel(ctx)
	var background sync.WaitGroup
	for through := range l.processes {
		for range askers {
			background.Go(func() {
				for asking.Err() == nil {
					of := l.targets[rand.IntN(len(l.targets))]
					l.ask(through, of, of.tokens[rand.IntN(len(of.tokens))], of.askers()[rand.IntN(3)])
				}
			})
		}
	}
	revoking, ctx := errgroup.WithContext(ctx)
	for through := range l.processes {
		revoking.Go(func() error {
			for i, of := range l.targets {
				if i%len(l.processes) != through || of.level.take == nil {
					continue
				}
				if ctx.Err() != nil || enough(l.History()) {
					break
				}
				if err := l.take(through, of); err != nil {
					return fmt.Errorf("%s of %s through %s: %w", of.level.name, of.name, names[through], err)
				}
			}
			return ctx.Err()
		})
	}
	err := revoking.Wait()
	stop()
	background.Wait()
	require.NoError(t, err)
	return l.History()
}

// take takes one target back. Everybody who may asks about each of its tokens
// through both processes before it begins, all the while, and from the moment of
// the acknowledgement on.
func (l *load) take(through int, of target) error {
	l.askAll(of)
	done := make(chan struct{})
	var meanwhile sync.WaitGroup
	for asked := range l.processes {
		meanwhile.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
					l.ask(asked, of, of.tokens[n%len(of.tokens)], of.askers()[n%3])
				}
			}
		})
	}
	resume := l.hang(through, of.level.hangs)
	begun := l.Now()
	err := of.level.take(l.processes[through], l.operator, of)
	acknowledged := l.Now()
	if err != nil {
		acknowledged = history.Never
	}
	l.tookBack(through, of, begun, acknowledged)
	meanwhile.Go(resume)
	for range 2 {
		l.askAll(of)
	}
	close(done)
	meanwhile.Wait()
	return err
}

// hang has all processes but one hang if asked to, and gives what lets them go
// on: a moment later, so that there are questions which they have been sent and
// have not begun to answer.
func (l *load) hang(but int, asked bool) (resume func()) {
	if !asked {
		l.changing.RLock()
		return l.changing.RUnlock
	}
	l.changing.Lock()
	for i, p := range l.processes {
		if i != but {
			p.Pause()
		}
	}
	return func() {
		time.Sleep(30 * time.Millisecond)
		for i, p := range l.processes {
			if i != but {
				p.Resume()
			}
		}
		l.changing.Unlock()
	}
}

// askAll has everybody ask about each of the target's tokens through every
// process at once.
func (l *load) askAll(of target) {
	var all sync.WaitGroup
	for through := range l.processes {
		all.Go(func() {
			for _, token := range of.tokens {
				for _, by := range of.askers() {
					l.ask(through, of, token, by)
				}
			}
		})
	}
	all.Wait()
}

func (t target) askers() []process.Caller { return []process.Caller{t.api, t.gateway, t.client} }

// ask asks once and notes what was seen.
func (l *load) ask(through int, of target, about token, by process.Caller) {
	// What came of it is in the history.
	_, _ = l.Ask(l.processes[through], names[through], witness.Token{Name: about.name, Tenant: of.tenant, Text: about.text}, by)
}

func (l *load) tookBack(through int, of target, begun, acknowledged time.Duration) {
	revocation := history.Revocation{
		Level: of.level.name, Through: names[through], Begun: begun, Acknowledged: acknowledged, Then: of.level.then,
	}
	for _, token := range of.taken() {
		revocation.Tokens = append(revocation.Tokens, token.name)
	}
	l.TookBack(revocation)
}
