package tenants

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// flushInterval is the pause between two flushes, and maxFlushed how many
// sightings one takes: a flood of tokens that are each asked about once costs the
// database no more.
const (
	flushInterval = 2 * time.Second
	maxFlushed    = 2_000
	// maxTogether bounds the counts and the sightings of one transaction, so that
	// others who write have their turn.
	maxTogether = 500
	// flushTime is how long one flush may take.
	flushTime = 10 * time.Second
)

// Run flushes every two seconds until the context ends. A flush that was begun is
// finished; what is noted later is for Close.
func (a *Activity) Run(ctx context.Context, store domain.Store, log *slog.Logger) {
	tick := time.NewTicker(flushInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := a.Flush(context.WithoutCancel(ctx), store); err != nil {
			log.ErrorContext(ctx, "activity", "error", err.Error())
		}
	}
}

// Close flushes all there is, when nothing is noted any more: also what would have
// waited for the next minute.
func (a *Activity) Close(ctx context.Context, store domain.Store, log *slog.Logger) {
	for more := true; more; {
		var err error
		if more, err = a.flush(ctx, store, true); err != nil {
			log.ErrorContext(ctx, "activity", "error", err.Error())
			return
		}
	}
}

// Flush writes what was collected and is due, and reports whether something of that
// still waits. What is a deleted tenant's is forgotten. What cannot be written is
// dropped: whether a commit that failed was one is not known, and nothing may count
// twice.
func (a *Activity) Flush(ctx context.Context, store domain.Store) (more bool, err error) {
	return a.flush(ctx, store, false)
}

func (a *Activity) flush(ctx context.Context, store domain.Store, all bool) (more bool, err error) {
	ctx, end := context.WithTimeout(ctx, flushTime)
	defer end()
	counts, sightings, more := a.take(all)
	var failed []error
	for len(counts) > 0 || len(sightings) > 0 {
		c, s := counts[:min(len(counts), maxTogether)], sightings[:min(len(sightings), maxTogether)]
		counts, sightings = counts[len(c):], sightings[len(s):]
		if err := store.Record(ctx, c, s); err != nil {
			a.drop(c, s)
			failed = append(failed, err)
		}
	}
	return more, errors.Join(failed...)
}

func (a *Activity) drop(counts []domain.TenantCount, sightings []domain.TenantSighting) {
	for _, count := range counts {
		a.droppedCounts.Add(count.Active + count.Inactive + count.Refused)
	}
	for _, sighting := range sightings {
		a.droppedSightings.Add(sighting.Times)
	}
}

// take takes all sums and up to maxFlushed sightings out of the collection, a fair
// part from each stripe, which is held for no longer than it takes to copy those.
func (a *Activity) take(all bool) (counts []domain.TenantCount, sightings []domain.TenantSighting, more bool) {
	minute := minuteOf(a.now())
	// A resource server asks about tokens of every stripe.
	sums := map[sum]tally{}
	for i := range a.stripes {
		taken, seen, left := a.stripes[i].take(minute, all)
		more = more || left
		for name, t := range taken {
			s := sums[name]
			sums[name] = tally{s.active + t.active, s.inactive + t.inactive, s.refused + t.refused}
		}
		for _, p := range seen {
			sighting := domain.Sighting{Key: p.key, ResourceServer: p.by, First: time.UnixMilli(p.first).UTC(), Last: time.UnixMilli(p.last).UTC(), Times: int64(p.times)}
			sightings = append(sightings, domain.TenantSighting{Tenant: p.tenant, Sighting: sighting})
		}
	}
	for name, sum := range sums {
		count := domain.Count{At: time.Unix(name.minute*60, 0).UTC(), By: name.by, Active: sum.active, Inactive: sum.inactive, Refused: sum.refused}
		counts = append(counts, domain.TenantCount{Tenant: name.tenant, Count: count})
	}
	return counts, sightings, more
}

func (s *stripe) take(minute int64, all bool) (sums map[sum]tally, seen []pair, left bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sums) > 0 {
		sums, s.sums = s.sums, make(map[sum]tally, len(s.sums))
	}
	s.turn(minute)
	for n := range s.pairs {
		p := &s.pairs[n]
		if p.times == 0 || p.written && !all {
			continue
		}
		if len(seen) == maxFlushed/stripes {
			return sums, seen, true
		}
		seen = append(seen, *p)
		p.times, p.written = 0, true
	}
	return sums, seen, false
}
