package sweep

import (
	"sync"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// Progress is how far the background work has come, as this process knows: what
// another did is not in it. The methods of a nil one do nothing.
type Progress struct {
	mu        sync.Mutex
	succeeded time.Time
	openedAt  time.Time
	overdue   time.Duration
	keys      keys.Standing
}

// Lag is what is to be known of the background work at a moment.
type Lag struct {
	// Succeeded is when the last sweep began that failed in nothing, zero for none.
	Succeeded time.Time
	// Ahead is for how much longer tokens find their drawers open, less than nothing if
	// they do not any more, and zero before any was opened.
	Ahead time.Duration
	// Overdue is how long the oldest drawer was due to go that is still there, as of
	// the last sweep.
	Overdue time.Duration
	// KeyAge is for how long the oldest of all signing keys has signed, KeyOverdue for
	// how long one should have been succeeded that has no successor. Both rest on the
	// last look at all tenants, and are zero before the first.
	KeyAge, KeyOverdue time.Duration
}

// At tells the lag at a moment.
func (p *Progress) At(now time.Time) Lag {
	p.mu.Lock()
	defer p.mu.Unlock()
	lag := Lag{Succeeded: p.succeeded, Overdue: p.overdue}
	if !p.openedAt.IsZero() {
		lag.Ahead = p.openedAt.Add(domain.DrawersAhead).Sub(now)
	}
	if !p.keys.Oldest.IsZero() {
		lag.KeyAge = max(now.Sub(p.keys.Oldest), 0)
	}
	if !p.keys.Due.IsZero() {
		lag.KeyOverdue = max(now.Sub(p.keys.Due), 0)
	}
	return lag
}

// opened notes that all drawers were opened that were to be at a moment.
func (p *Progress) opened(at time.Time) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.openedAt = at
}

// swept notes how a sweep ended that began at a moment.
func (p *Progress) swept(began time.Time, overdue time.Duration, err error) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.overdue = overdue
	if err == nil {
		p.succeeded = began
	}
}

// saw notes how the keys of all tenants stand. If not all could be looked at, what was
// known before still counts.
func (p *Progress) saw(standing keys.Standing, err error) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		standing = standing.With(p.keys)
	}
	p.keys = standing
}
