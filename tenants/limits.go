package tenants

import (
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/jeton-id/jeton/domain"
)

// maxCharged bounds how many callers, and how many tenants, are counted. One that
// is forgotten has its whole burst again.
const maxCharged = 100_000

// Limits bound how often one tenant and one caller may ask, so that none takes
// what the others need.
type Limits struct {
	installation   domain.Rates
	tenant, caller *limiter
}

// NewLimits makes the limits of an installation.
func NewLimits(installation domain.Rates) *Limits {
	return &Limits{installation, newLimiter(0, aSecond), newLimiter(0, aSecond)}
}

// of gives what charges callers of the tenant; see domain.Snapshot.Charge. The
// operator is never refused: whoever is to mend an overload must get in. What the
// tenant holds its clients and resource servers to nobody else is held to, so that
// people can still take it back.
func (l *Limits) of(tenant domain.Tenant) func(caller domain.Actor, requests int, now time.Time) error {
	rates, id := l.installation.Of(tenant), tenant.ID
	whole, held, usual := interval(rates.Tenant), interval(rates.Caller), interval(l.installation.Caller)
	return func(caller domain.Actor, requests int, now time.Time) error {
		own := usual
		switch caller.Kind() {
		case domain.ActorOperator:
			return nil
		case domain.ActorClient, domain.ActorServer:
			own = held
		}
		if l.caller.takeSome(charged{tenant: id, caller: caller}, requests, own, now) && l.tenant.takeSome(charged{tenant: id}, requests, whole, now) {
			return nil
		}
		return domain.Limited()
	}
}

// interval is between two requests at an even rate in requests a second, zero for one
// without limit.
func interval(rate int64) time.Duration {
	if rate <= 0 {
		return 0
	}
	return time.Second / time.Duration(rate)
}

// charged is a caller of a tenant, or the tenant with all its callers, or whoever
// a name stands for that nobody has proven yet.
type charged struct {
	tenant domain.TenantID
	caller domain.Actor
	name   string
}

// limiter is the generic cell rate algorithm (ITU-T I.371): for each name it
// keeps the one moment at which, at an even rate, the next request is due.
type limiter struct {
	// interval is between two requests at the even rate, for names that have no other.
	// A name may be ahead of it by a burst, so that it has its requests when it wants
	// them.
	interval, burst time.Duration
	due             *otter.Cache[charged, *atomic.Int64]
	refused         atomic.Int64
}

// aSecond is how far a caller may be ahead: a second's worth of requests.
const aSecond = time.Second

func newLimiter(interval, burst time.Duration) *limiter {
	return &limiter{interval: interval, burst: burst, due: otter.Must(&otter.Options[charged, *atomic.Int64]{MaximumSize: maxCharged})}
}

// take reports whether the name may have one more.
func (l *limiter) take(name charged, at time.Time) bool {
	return l.takeSome(name, 1, l.interval, at)
}

// takeSome reports whether the name may have so many more at its own rate, of which it
// has all or none. More than a burst it may never have at once.
func (l *limiter) takeSome(name charged, requests int, interval time.Duration, at time.Time) bool {
	if interval == 0 {
		return true
	}
	due, ok := l.due.GetIfPresent(name)
	if !ok {
		due, _ = l.due.SetIfAbsent(name, new(atomic.Int64))
	}
	now, cost := at.UnixNano(), int64(requests)*int64(interval)
	for {
		was := due.Load()
		next := max(was, now) + cost
		if was-now > 2*int64(l.burst) {
			// The clock was set back. Less than that is only a request that
			// read it a little earlier than the one before.
			next = now + cost
		}
		if next-now > int64(l.burst) {
			l.refused.Add(1)
			return false
		}
		if due.CompareAndSwap(was, next) {
			return true
		}
	}
}
