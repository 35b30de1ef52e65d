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
		n := admitted(newLimiter(time.Second/rate, aSecond), seconds, clock)
		require.InDelta(t, rate*(seconds+1), n, rate/50, name)
	}
}

func TestAClockThatIsSetLocksNobodyOut(t *testing.T) {
	for _, step := range []time.Duration{-time.Hour, -3 * time.Second, time.Hour} {
		l := newLimiter(time.Second/500, aSecond)
		_ = admitted(l, 2, func(now time.Time) time.Time { return now })
		n := admitted(l, 2, func(now time.Time) time.Time { return now.Add(step) })
		require.GreaterOrEqual(t, n, 990, "%s", step)
		require.LessOrEqual(t, n, 1510, "%s", step)
	}
}

func TestNamesAreLimitedApart(t *testing.T) {
	limits := NewLimits(domain.Rates{Tenant: 3, Caller: 2})
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
		err := limits.of(domain.Tenant{ID: c.tenant})(c.caller, 1, noon)
		require.Equal(t, c.let, err == nil, "%s %s", c.tenant, c.caller)
		require.Equal(t, !c.let, domain.KindLimited.Is(err))
	}
	require.EqualValues(t, 1, limits.caller.refused.Load(), "the shop asked too often")
	require.EqualValues(t, 1, limits.tenant.refused.Load(), "and then its tenant had")
	require.NoError(t, NewLimits(domain.Rates{}).of(domain.Tenant{ID: "acme"})(shop, 1, noon))
}

func TestSeveralAtOnceCostAsMuchAsOneByOne(t *testing.T) {
	l := newLimiter(time.Second/10, aSecond)
	name := charged{tenant: "acme"}
	require.False(t, l.takeSome(name, 11, l.interval, noon), "more than a second's worth")
	require.True(t, l.takeSome(name, 7, l.interval, noon), "what was refused cost nothing")
	require.False(t, l.takeSome(name, 4, l.interval, noon))
	require.True(t, l.takeSome(name, 3, l.interval, noon))
	require.False(t, l.take(name, noon))
	require.True(t, l.takeSome(name, 5, l.interval, noon.Add(time.Second/2)))
	require.False(t, l.take(name, noon.Add(time.Second/2)))
	require.True(t, l.takeSome(name, 10, l.interval, noon.Add(time.Hour)))
}

func TestATenantHasItsOwnRates(t *testing.T) {
	shop, alice := domain.Token{Client: "shop"}.Actor(), domain.Token{Client: "shop", User: "alice"}.Actor()
	for _, c := range []struct {
		installation      domain.Rates
		tenant, caller    int64
		byClient, byHuman int
	}{
		{domain.Rates{Tenant: 9, Caller: 6}, 0, 0, 6, 6},
		{domain.Rates{Tenant: 9, Caller: 6}, 4, 0, 4, 4},
		{domain.Rates{Tenant: 9, Caller: 60}, 30, 0, 30, 30},
		{domain.Rates{Tenant: 9, Caller: 6}, 0, 2, 2, 6},
		{domain.Rates{Tenant: 9, Caller: 6}, 0, 8, 6, 6},
		{domain.Rates{}, 0, 2, 2, 50},
		{domain.Rates{}, 3, 0, 3, 3},
	} {
		for who, want := range map[domain.Actor]int{shop: c.byClient, alice: c.byHuman} {
			charge := NewLimits(c.installation).of(domain.Tenant{ID: "acme", Rate: c.tenant, Settings: domain.Settings{CallerRate: c.caller}})
			let := 0
			for let < 50 && charge(who, 1, noon) == nil {
				let++
			}
			require.Equal(t, want, let, "%v %s", c, who)
		}
	}
}
