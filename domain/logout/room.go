package logout

import (
	"maps"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// A host that does not answer is left alone for a second, and twice as long each
// time after that.
const firstRest, longestRest = time.Second, time.Minute

// maxResting bounds how many hosts are remembered for not answering.
const maxResting = 10_000

// rest is how long a host is left alone.
type rest struct {
	until  time.Time
	length time.Duration
}

// room gives how many more deliveries may begin, and the hosts that get none now:
// those that have some under way, and those that rest.
func (d *Deliverer) room(now time.Time) (free int, except []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	except = slices.Collect(maps.Keys(d.busy))
	for host, r := range d.resting {
		if now.Before(r.until) && d.busy[host] == 0 {
			except = append(except, host)
		}
	}
	return maxUnderWay - d.underWay, except
}

// waiting gives how many tenants are left alone at now.
func (d *Deliverer) waiting(now time.Time) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.blocked, func(_ domain.Slug, until time.Time) bool { return !now.Before(until) })
	return len(d.blocked)
}

// waits reports whether a tenant is left alone.
func (d *Deliverer) waits(slug domain.Slug) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, blocked := d.blocked[slug]
	return blocked
}

// enter takes the room of deliveries of a tenant. If there are none, all that is due
// is for hosts that have their share, or it is somebody else who takes it.
func (d *Deliverer) enter(slug domain.Slug, notices []domain.LogoutNotice, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy == nil {
		d.busy, d.resting, d.blocked = map[string]int{}, map[string]rest{}, map[domain.Slug]time.Time{}
	}
	if len(notices) == 0 {
		d.blocked[slug] = now.Add(tenantPause)
	}
	for _, notice := range notices {
		d.busy[notice.Host]++
		d.underWay++
	}
}

// leave gives the room of one delivery back, and lets a host rest that did not
// answer or said that it cannot.
func (d *Deliverer) leave(slug domain.Slug, host string, a answer, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.blocked, slug)
	d.underWay--
	if d.busy[host]--; d.busy[host] == 0 {
		delete(d.busy, host)
	}
	switch {
	case a.ours, a.unwanted:
	case a.status == 0, a.status >= 500, a.status == 429:
		if len(d.resting) >= maxResting {
			clear(d.resting)
		}
		length := min(longestRest, max(firstRest, 2*d.resting[host].length))
		d.resting[host] = rest{now.Add(length), length}
	default:
		delete(d.resting, host)
	}
}
