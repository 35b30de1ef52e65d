package tenants

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// admitted asks ten times as often as is allowed, for some seconds, and counts
// what is let through. Clock gives the time that a request reads.
func admitted(l *limiter, seconds int, clock func(now time.Time) time.Time) (n int) {
	rate := int(time.Second / l.interval)
	for i := range 10 * rate * seconds {
		at := noon.Add(time.Duration(i) * l.interval / 10)
		if l.take(charged{tenant: "acme"}, clock(at)) {
			n++
		}
	}
	return n
}

func TestALimiterLetsThroughItsRateAndOneBurst(t *testing.T) {
	const rate, seconds = 500, 10
	for name, clock := range map[string]func(time.Time) time.Time{
		"a clock read in order": func(now time.Time) time.Time { return now },
		"a clock read out of order": func(now time.Time) time.Time {
			return now.Add(-time.Duration(rand.Int64N(int64(5 * time.Millisecond))))
		},
	} {
		n := admitted(newLimiter(rate), seconds, clock)
		require.InDelta(t, rate*(seconds+1), n, rate/50, name)
	}
}

func TestAClockThatIsSetLocksNobodyOut(t *testing.T) {
	for _, step := range []time.Duration{-time.Hour, -3 * time.Second, time.Hour} {
		l := newLimiter(500)
		_ = admitted(l, 2, func(now time.Time) time.Time { return now })
		n := admitted(l, 2, func(now time.Time) time.Time { return now.Add(step) })
		require.GreaterOrEqual(t, n, 990, "%s", step)
		require.LessOrEqual(t, n, 1510, "%s", step)
	}
}

func TestNamesAreLimitedApart(t *testing.T) {
	limits := NewLimits(3, 2)
	shop, orders := domain.Token{Client: "shop"}.Actor(), domain.Token{Client: "orders"}.Actor()
	for _, c := range []struct {
		tenant domain.TenantID
		caller domain.Actor
		let    bool
	}{
		{"acme", shop, true},
		{"acme", shop, true},
		{"acme", shop, false},
		{"acme", orders, true},
		{"acme", orders, false},
		{"globex", shop, true},
		{"globex", shop, true},
	} {
		err := limits.charge(c.tenant, c.caller, 1, noon)
		require.Equal(t, c.let, err == nil, "%s %s", c.tenant, c.caller)
		require.Equal(t, !c.let, domain.KindLimited.Is(err))
	}
	require.NoError(t, NewLimits(0, 0).charge("acme", shop, 1, noon))
}

func TestSeveralAtOnceCostAsMuchAsOneByOne(t *testing.T) {
	l := newLimiter(10)
	name := charged{tenant: "acme"}
	require.False(t, l.takeSome(name, 11, noon), "more than a second's worth")
	require.True(t, l.takeSome(name, 7, noon), "what was refused cost nothing")
	require.False(t, l.takeSome(name, 4, noon))
	require.True(t, l.takeSome(name, 3, noon))
	require.False(t, l.take(name, noon))
	require.True(t, l.takeSome(name, 5, noon.Add(time.Second/2)))
	require.False(t, l.take(name, noon.Add(time.Second/2)))
	require.True(t, l.takeSome(name, 10, noon.Add(time.Hour)))
}
