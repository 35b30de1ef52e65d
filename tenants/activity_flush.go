package tenants

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// flushInterval is the pause between two flushes, and maxFlushed how many
// sightings one takes: a flood of tokens that are each asked about once costs the
// database no more.
const (
	flushInterval = 2 * time.Second
	maxFlushed    = 2_000
	// maxTogether bounds the sightings of one transaction, so that others who write
	// have their turn.
	maxTogether = 500
	// flushTime is how long one flush may take.
	flushTime = 10 * time.Second
)

// batch is what one tenant gets in a flush.
type batch struct {
	counts    []domain.Count
	sightings []domain.Sighting
}

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
		if _, err := a.Flush(context.WithoutCancel(ctx), store, time.Now()); err != nil {
			log.ErrorContext(ctx, "activity", "error", err.Error())
		}
	}
}

// Close flushes all there is, when nothing is noted any more.
func (a *Activity) Close(ctx context.Context, store domain.Store, log *slog.Logger) {
	for more := true; more; {
		var err error
		if more, err = a.Flush(ctx, store, time.Now()); err != nil {
			log.ErrorContext(ctx, "activity", "error", err.Error())
			return
		}
	}
}

// Flush writes what was collected, and reports whether something still waits. What
// is a deleted tenant's is forgotten. What cannot be written is dropped: whether a
// commit that failed was one is not known, and nothing may count twice.
func (a *Activity) Flush(ctx context.Context, store domain.Store, now time.Time) (more bool, err error) {
	ctx, end := context.WithTimeout(ctx, flushTime)
	defer end()
	batches, more := a.take(maxFlushed)
	var failed []error
	for tenant, b := range batches {
		for first := true; first || len(b.sightings) > 0; first = false {
			n := min(len(b.sightings), maxTogether)
			part := batch{b.counts, b.sightings[:n]}
			b = batch{sightings: b.sightings[n:]}
			err := write(ctx, store.In(tenant), now, part)
			if err != nil && !domain.KindNotFound.Is(err) {
				a.drop(part)
				failed = append(failed, fmt.Errorf("write the activity of tenant %s: %w", tenant, err))
			}
		}
	}
	return more, errors.Join(failed...)
}

func write(ctx context.Context, tenancy domain.Tenancy, now time.Time, b batch) error {
	return tenancy.Add(ctx, domain.Act{By: domain.SystemActor("activity"), At: now}, func(tx domain.Adder) error {
		if err := tx.Count(ctx, b.counts); err != nil {
			return err
		}
		return tx.See(ctx, b.sightings)
	})
}

func (a *Activity) drop(b batch) {
	for _, count := range b.counts {
		a.droppedCounts.Add(count.Active + count.Inactive + count.Refused)
	}
	a.droppedSightings.Add(int64(len(b.sightings)))
}

// take takes all sums and up to limit sightings out of the collection, a fair part
// from each stripe, which is held for no longer than it takes to copy those.
func (a *Activity) take(limit int) (map[domain.TenantID]batch, bool) {
	batches, more := map[domain.TenantID]batch{}, false
	for i := range a.stripes {
		sums, pairs, left := a.stripes[i].take(limit / stripes)
		more = more || left
		for name, count := range sums {
			b := batches[name.tenant]
			count.At, count.By = time.Unix(name.minute*60, 0).UTC(), name.by
			b.counts = append(b.counts, count)
			batches[name.tenant] = b
		}
		for _, p := range pairs {
			b := batches[p.tenant]
			b.sightings = append(b.sightings, domain.Sighting{Key: p.key, ResourceServer: p.by, First: p.at, Last: p.at})
			batches[p.tenant] = b
		}
	}
	return batches, more
}

func (s *stripe) take(limit int) (sums map[sum]domain.Count, pairs []waiting, left bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sums, s.sums = s.sums, make(map[sum]domain.Count, len(s.sums))
	pairs = slices.Clone(s.waiting[:min(len(s.waiting), limit)])
	s.waiting = s.waiting[:copy(s.waiting, s.waiting[len(pairs):])]
	return sums, pairs, len(s.waiting) > 0
}
