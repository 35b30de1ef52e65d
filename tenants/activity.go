package tenants

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Activity collects what was answered about tokens, in memory alone: noting it
// neither waits nor writes. A process that ends without flushing loses what it
// has, and what finds no room is dropped and counted; no answer rests on any of it.
//
// A sighting of a token by a resource server is written at once and then not again
// within the minute, however often it asks: what comes later is written in the next.
type Activity struct {
	now                             func() time.Time
	stripes                         [stripes]stripe
	droppedCounts, droppedSightings atomic.Int64
}

// stripes keep callers at once from waiting for one another. Which one a token
// goes to is told by its hash, and so by chance.
const stripes = 16

// The bounds on what is collected: sums, and pairs of a token and a resource server
// in a minute.
const (
	maxSums  = 16_000
	maxPairs = 20_000
)

type stripe struct {
	mu   sync.Mutex
	sums map[sum]tally
	// pairs are those of the minute, and those of which something is to be written;
	// known finds them by what stands for them.
	pairs  []pair
	known  map[uint64]uint16
	minute int64
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

// pair is a token and a resource server that was told of it: how many times since
// that was last written, and when the first and the last of those were, in
// milliseconds since 1970.
type pair struct {
	tenant      domain.TenantID
	by          string
	key         domain.TokenKey
	first, last int64
	times       int32
	// written is whether something of it was, in this minute.
	written bool
}

// nameOf gives what stands for a pair: two of a minute are taken for one as seldom as
// two of 20,000 random numbers of 64 bits are equal.
func nameOf(key domain.TokenKey, by string) uint64 {
	return binary.LittleEndian.Uint64(key.Hash[:8]) ^ binary.LittleEndian.Uint64(key.Hash[8:]) ^ maphash.String(seed, by)
}

var seed = maphash.MakeSeed()

// NewActivity makes an empty collection, for answers at the clock's time.
func NewActivity(now func() time.Time) *Activity {
	a := &Activity{now: now}
	for i := range a.stripes {
		a.stripes[i].sums, a.stripes[i].known = map[sum]tally{}, map[uint64]uint16{}
	}
	return a
}

// Dropped gives how many answers and refusals were not counted since the process
// started, and of how many that said active no sighting tells, for lack of room or
// because it could not be written.
func (a *Activity) Dropped() (counts, sightings int64) {
	return a.droppedCounts.Load(), a.droppedSightings.Load()
}

// Note notes what became of one question.
func (a *Activity) Note(in domain.Introspection) {
	s := &a.stripes[in.Key.Hash[0]%stripes]
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.add(in) {
		a.droppedCounts.Add(1)
	}
	if in.Active && in.By != domain.ByClient && !s.see(in) {
		a.droppedSightings.Add(1)
	}
}

func minuteOf(at time.Time) int64 { return at.Unix() / 60 }

func (s *stripe) add(in domain.Introspection) bool {
	name := sum{in.Tenant, in.By, minuteOf(in.At)}
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

func (s *stripe) see(in domain.Introspection) bool {
	s.turn(minuteOf(in.At))
	name, at := nameOf(in.Key, in.By), in.At.UnixMilli()
	n, ok := s.known[name]
	if !ok {
		if len(s.pairs) >= maxPairs/stripes {
			return false
		}
		n = uint16(len(s.pairs))
		s.known[name] = n
		s.pairs = append(s.pairs, pair{tenant: in.Tenant, by: in.By, key: in.Key})
	}
	p := &s.pairs[n]
	if p.times == 0 {
		p.first = at
	}
	p.last = at
	p.times++
	return true
}

// turn begins a minute: pairs of which all is written are forgotten.
func (s *stripe) turn(minute int64) {
	// A request that read the clock a little earlier is of the same minute; a clock
	// that was set back begins anew.
	if minute == s.minute || minute == s.minute-1 {
		return
	}
	s.minute = minute
	s.pairs = slices.DeleteFunc(s.pairs, func(p pair) bool { return p.times == 0 })
	clear(s.known)
	for n := range s.pairs {
		p := &s.pairs[n]
		p.written = false
		s.known[nameOf(p.key, p.by)] = uint16(n)
	}
}
