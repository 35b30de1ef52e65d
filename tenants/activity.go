package tenants

import (
	"encoding/binary"
	"hash/maphash"
	"sync"
	"sync/atomic"

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
	sums map[sum]tally
	// known are the pairs of the minute, waiting or written, by what stands for
	// them: of the pairs themselves, 20,000 would take ten times as much.
	known   map[uint64]struct{}
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

// tally is the part of a count that grows.
type tally struct{ active, inactive, refused int64 }

// waiting is a sighting that is to be written, in milliseconds since 1970.
type waiting struct {
	tenant domain.TenantID
	by     string
	key    domain.TokenKey
	at     int64
}

// names gives what stands for a pair of a token and a resource server: two of a
// minute are taken for one as seldom as two of 20,000 random numbers of 64 bits are
// equal, and then one of them goes without a sighting.
func names(key domain.TokenKey, by string) uint64 {
	return binary.LittleEndian.Uint64(key.Hash[:8]) ^ binary.LittleEndian.Uint64(key.Hash[8:]) ^ maphash.String(seed, by)
}

var seed = maphash.MakeSeed()

// NewActivity makes an empty collection.
func NewActivity() *Activity {
	a := &Activity{}
	for i := range a.stripes {
		a.stripes[i].sums, a.stripes[i].known = map[sum]tally{}, map[uint64]struct{}{}
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
	if in.Active && in.By != domain.ByClient && !s.see(in, minute) {
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
		count.refused++
	case in.Active:
		count.active++
	default:
		count.inactive++
	}
	s.sums[name] = count
	return true
}

func (s *stripe) see(in domain.Introspection, minute int64) bool {
	// A request that read the clock a little earlier is of the same minute; a clock
	// that was set back begins anew.
	if minute > s.minute || minute < s.minute-1 {
		clear(s.known)
		s.minute = minute
	}
	name := names(in.Key, in.By)
	if _, ok := s.known[name]; ok {
		return true
	}
	if len(s.known) >= maxPairs/stripes || len(s.waiting) >= maxPairs/stripes {
		return false
	}
	s.known[name] = struct{}{}
	s.waiting = append(s.waiting, waiting{in.Tenant, in.By, in.Key, in.At.UnixMilli()})
	return true
}
