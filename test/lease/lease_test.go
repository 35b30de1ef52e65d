// Package lease_test holds APIs with leases to the bound that they promise: of a
// token that was taken back, the last use anywhere is no later than the lease after
// that was acknowledged, whatever is done to the network and to a server.
package lease_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// lasting is for how long each engine is tried.
var lasting = flag.Duration("lasting", 15*time.Second, "how long to try each engine")

const (
	lease = time.Second
	// tokensAtOnce is how many tokens there are in use.
	tokensAtOnce = 24
	// after is how long a token is still brought once it was taken back.
	after = 4 * time.Second
	// every is the pause between two revocations.
	every = 60 * time.Millisecond
)

// TestLastUseIsWithinTheLease takes tokens back at both replicas while the network is
// cut, jammed and slowed, and one replica is killed. It does so on one engine after
// the other, so that neither holds up what is measured on the other.
func TestLastUseIsWithinTheLease(t *testing.T) {
	on := func(engine string, installation func(testing.TB) process.Config) {
		t.Run(engine, func(t *testing.T) {
			l := begin(t, newWorld(t, installation(t), process.BuildOther(t, program), lease))
			l.runFor(t, *lasting, func() bool { return false })
			require.Empty(t, l.late, "a token was used for longer after it was taken back")
			l.requireLively(t)
		})
	}
	on("sqlite", process.SQLite)
	on("postgres", process.Postgres)
}

// TestAGuardThatIgnoresAMissedHeartbeatIsFoundOut shows that the test above can fail.
func TestAGuardThatIgnoresAMissedHeartbeatIsFoundOut(t *testing.T) {
	binary := process.BuildOther(t, program, process.Edit{
		File: "api/bearer/feed.go", Old: "known != 0 && now.Sub(base)-time.Duration(known) < f.tenant.options.Lease", New: "known != 0 && !now.IsZero()",
	})
	l := begin(t, newWorld(t, process.SQLite(t), binary, lease))
	l.runFor(t, 2*time.Minute, func() bool { l.mu.Lock(); defer l.mu.Unlock(); return len(l.late) > 0 })
	require.NotEmpty(t, l.late)
	t.Log("found out:", l.late[0])
}

// load uses tokens at all APIs while some are taken back.
type load struct {
	*world

	mu     sync.Mutex
	tokens []*token
	late   []string
	// worst is the longest that a token was used after it was taken back.
	worst time.Duration

	taken, used, refused, unknown atomic.Int64
	stop                          chan struct{}
	working                       sync.WaitGroup
}

// token is one in use; gone is when it was acknowledged to be taken back, zero
// before.
type token struct {
	text string
	gone atomic.Int64
}

var base = time.Now()

func begin(t *testing.T, w *world) *load {
	t.Helper()
	l := &load{world: w, stop: make(chan struct{})}
	for range tokensAtOnce {
		text, err := w.issue()
		require.NoError(t, err)
		l.tokens = append(l.tokens, &token{text: text})
	}
	return l
}

func (l *load) runFor(t *testing.T, long time.Duration, enough func() bool) {
	t.Helper()
	for _, a := range l.apis {
		for range 3 {
			l.working.Go(func() { l.use(a) })
		}
	}
	l.working.Go(l.revoke)
	end := time.Now().Add(long)
	for dice := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)); time.Now().Before(end) && !enough(); {
		l.trouble(dice)
	}
	for _, wire := range l.cables {
		wire.Clear()
		wire.Delay(0)
	}
	close(l.stop)
	l.working.Wait()
	t.Logf("%d taken back, %d uses, %d refused, %d not found out, the last use %s after", l.taken.Load(), l.used.Load(), l.refused.Load(), l.unknown.Load(), l.worst.Round(time.Millisecond))
}

// trouble does one thing to the network or to the second replica.
func (l *load) trouble(dice *rand.Rand) {
	wire := l.cables[dice.IntN(len(l.cables))]
	switch dice.IntN(8) {
	case 0:
		wire.Cut()
	case 1:
		wire.CutWithin(4_000, dice)
	case 2:
		wire.Delay(time.Duration(dice.IntN(700)) * time.Millisecond)
	case 3:
		wire.Delay(0)
	case 4, 5:
		// Both wires of one API, which so hears from nobody.
		at := dice.IntN(len(l.apis)) * len(l.replicas)
		for _, wire := range l.cables[at : at+len(l.replicas)] {
			wire.Jam()
		}
		time.Sleep(time.Duration(dice.IntN(2500)) * time.Millisecond)
		for _, wire := range l.cables[at : at+len(l.replicas)] {
			wire.Clear()
		}
	case 6:
		l.replicas[1].Kill()
		l.replicas[1].Restart()
	}
	time.Sleep(time.Duration(dice.IntN(500)) * time.Millisecond)
}

// use brings the tokens to an API, one after another. A use counts from before it was
// asked for: it cannot have been earlier.
func (l *load) use(a *api) {
	for n := 0; ; n++ {
		select {
		case <-l.stop:
			return
		default:
		}
		l.mu.Lock()
		token := l.tokens[n%len(l.tokens)]
		l.mu.Unlock()
		began := time.Since(base)
		gone := token.gone.Load()
		switch status, err := a.use(token.text); {
		case err != nil || status == http.StatusServiceUnavailable:
			l.unknown.Add(1)
		case status == http.StatusUnauthorized:
			// Perhaps it is just being taken back, or was by a replica that did not live
			// to say so. That tokens are good unless they are taken back, requireLively
			// sees.
			l.refused.Add(1)
		case status == http.StatusOK:
			l.used.Add(1)
			if gone != 0 {
				l.judge(a, began-time.Duration(gone))
			}
		default:
			l.note(fmt.Sprintf("%s answered %d", a.name, status))
		}
	}
}

func (l *load) judge(a *api, later time.Duration) {
	l.mu.Lock()
	l.worst = max(l.worst, later)
	l.mu.Unlock()
	if later > lease {
		l.note(fmt.Sprintf("%s let a token through %s after it was taken back", a.name, later))
	}
}

func (l *load) note(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.late = append(l.late, what)
}

// revoke takes back one token after another, at any replica that answers, and puts
// another in its place after a while.
func (l *load) revoke() {
	for n := 0; ; n++ {
		select {
		case <-l.stop:
			return
		case <-time.After(every):
		}
		l.mu.Lock()
		token := l.tokens[n%len(l.tokens)]
		l.mu.Unlock()
		if gone := token.gone.Load(); gone != 0 {
			if time.Since(base)-time.Duration(gone) > after {
				l.replace(n % len(l.tokens))
			}
			continue
		}
		answer, err := l.replicas[rand.IntN(len(l.replicas))].Post("/t/lease/oauth2/revoke", l.client, map[string][]string{"token": {token.text}})
		if err == nil && answer.Status == http.StatusOK {
			token.gone.Store(int64(time.Since(base)))
			l.taken.Add(1)
		}
	}
}

func (l *load) replace(at int) {
	text, err := l.issue()
	if err != nil {
		return // the next time
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens[at] = &token{text: text}
}

// requireLively shows that the load was one, that the APIs are well again, and that
// they answer from memory.
func (l *load) requireLively(t *testing.T) {
	t.Helper()
	require.Greater(t, l.taken.Load(), int64(10))
	require.Greater(t, l.refused.Load(), l.taken.Load())
	require.Greater(t, l.worst, time.Duration(0), "nothing was ever answered from memory")
	token, err := l.issue()
	require.NoError(t, err)
	for _, a := range l.apis {
		well := func() bool { status, err := a.use(token); return err == nil && status == http.StatusOK }
		require.Eventually(t, well, 10*time.Second, 50*time.Millisecond, "%s does not recover", a.name)
		remembers := func() bool {
			asked := a.asked(t)
			for range 20 {
				if !well() {
					return false
				}
			}
			return a.asked(t) == asked
		}
		require.Eventually(t, remembers, 10*time.Second, 100*time.Millisecond, "%s does not answer from memory", a.name)
	}
}
