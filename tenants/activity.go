package tenants

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Activity collects what was answered about tokens, in memory alone: noting it
// neither waits nor writes. A process that ends without flushing loses what it
// has, and what finds no room is dropped and counted; no answer rests on any of it.
//
// Sightings are told apart by the minute: within one, a token and a resource
// server are written once, however often it asks.
type Activity struct {
	stripes                         [stripes]stripe
	droppedCounts, droppedSightings atomic.Int64
}

// stripes keep callers at once from waiting for one another. Which one a token
// goes to is told by its hash, and so by chance.
const stripes = 16

// The bounds on what is collected: sums, and pairs of a token and a resource
// server, of which as many may wait as are known in a minute.
const (
	maxSums  = 16_000
	maxPairs = 20_000
)

type stripe struct {
	mu   sync.Mutex
	sums map[sum]domain.Count
	// known are the pairs of the minute, waiting or written.
	known   map[pair]struct{}
	minute  int64
	waiting []waiting
	// A cache line of its own.
	_ [64]byte
}

type sum struct {
	tenant domain.TenantID
	by     string
	minute int64
}

type pair struct {
	tenant domain.TenantID
	by     string
	key    domain.TokenKey
}

// waiting is a pair that is to be written, and when it was noted.
type waiting struct {
	pair
	at time.Time
}

// NewActivity makes an empty collection.
func NewActivity() *Activity {
	a := &Activity{}
	for i := range a.stripes {
		a.stripes[i].sums, a.stripes[i].known = map[sum]domain.Count{}, map[pair]struct{}{}
	}
	return a
}

// Dropped gives how many answers and refusals were not counted since the process
// started, and how many sightings were not noted, for lack of room or because
// they could not be written.
func (a *Activity) Dropped() (counts, sightings int64) {
	return a.droppedCounts.Load(), a.droppedSightings.Load()
}

// Note notes what became of one question.
func (a *Activity) Note(in domain.Introspection) {
	minute := in.At.Unix() / 60
	s := &a.stripes[in.Key.Hash[0]%stripes]
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.add(in, minute) {
		a.droppedCounts.Add(1)
	}
	if in.Active && in.By != domain.ByClient && !s.see(pair{in.Tenant, in.By, in.Key}, in.At, minute) {
		a.droppedSightings.Add(1)
	}
}

func (s *stripe) add(in domain.Introspection, minute int64) bool {
	name := sum{in.Tenant, in.By, minute}
	count, ok := s.sums[name]
	if !ok && len(s.sums) >= maxSums/stripes {
		return false
	}
	switch {
	case in.By == "":
		count.Refused++
	case in.Active:
		count.Active++
	default:
		count.Inactive++
	}
	s.sums[name] = count
	return true
}

func (s *stripe) see(p pair, at time.Time, minute int64) bool {
	// A request that read the clock a little earlier is of the same minute; a clock
	// that was set back begins anew.
	if minute > s.minute || minute < s.minute-1 {
		clear(s.known)
		s.minute = minute
	}
	if _, ok := s.known[p]; ok {
		return true
	}
	if len(s.known) >= maxPairs/stripes || len(s.waiting) >= maxPairs/stripes {
		return false
	}
	s.known[p] = struct{}{}
	s.waiting = append(s.waiting, waiting{p, at})
	return true
}
