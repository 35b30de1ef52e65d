package persistence

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// step names a row of activity.
type step struct {
	tenant      string
	granularity domain.Granularity
	at          int64
	by          string
}

func (s step) compare(other step) int {
	return cmp.Or(cmp.Compare(s.tenant, other.tenant), cmp.Compare(s.granularity, other.granularity), cmp.Compare(s.at, other.at), cmp.Compare(s.by, other.by))
}

// tally is what is added to a row of activity.
type tally struct {
	step
	active, inactive, refused int64
}

const (
	addTally = " ON CONFLICT (tenant_id, granularity, at, resource_server_id) DO UPDATE SET" +
		" active = activity.active + excluded.active, inactive = activity.inactive + excluded.inactive, refused = activity.refused + excluded.refused"
	widenSighting = " ON CONFLICT (tenant_id, drawer, hash, resource_server_id) DO UPDATE SET" +
		" first_at = CASE WHEN excluded.first_at < sightings.first_at THEN excluded.first_at ELSE sightings.first_at END," +
		" last_at = CASE WHEN excluded.last_at > sightings.last_at THEN excluded.last_at ELSE sightings.last_at END," +
		" times = sightings.times + excluded.times"
)

// Record writes figures of any number of tenants in one transaction, for which
// Postgres needs as many round trips for ten thousand tenants as for one.
func (s *Store) Record(ctx context.Context, counts []domain.TenantCount, sightings []domain.TenantSighting) error {
	tallies, seen := addUp(counts), widen(sightings)
	if len(tallies) == 0 && len(seen) == 0 {
		return nil
	}
	return failed("record figures", untilWon(ctx, func() error { return s.engine.record(ctx, tallies, seen) }))
}

// addUp gives what is to be added to each row, in one order, so that two processes
// never wait for each other.
func addUp(counts []domain.TenantCount) []tally {
	sums := map[step]tally{}
	for _, c := range counts {
		if !canonical(string(c.Tenant)) {
			continue
		}
		for _, granularity := range domain.Granularities() {
			row := step{string(c.Tenant), granularity, c.At.Truncate(granularity.Step()).UnixMilli(), c.By}
			sum := sums[row]
			sums[row] = tally{row, sum.active + c.Active, sum.inactive + c.Inactive, sum.refused + c.Refused}
		}
	}
	return slices.SortedFunc(maps.Values(sums), func(a, b tally) int { return a.compare(b.step) })
}

// widen gives one sighting for each token and resource server, all in one order:
// drawer by drawer, so that one that has gone meanwhile does not take the others
// with it.
func widen(sightings []domain.TenantSighting) []domain.TenantSighting {
	sorted := slices.DeleteFunc(slices.Clone(sightings), func(s domain.TenantSighting) bool { return !canonical(string(s.Tenant)) })
	slices.SortStableFunc(sorted, compareSightings)
	widened := sorted[:0]
	for _, s := range sorted {
		if last := len(widened) - 1; last >= 0 && compareSightings(widened[last], s) == 0 {
			w := &widened[last]
			w.First, w.Last, w.Times = earlier(w.First, s.First), later(w.Last, s.Last), w.Times+s.Times
			continue
		}
		widened = append(widened, s)
	}
	return widened
}

func compareSightings(a, b domain.TenantSighting) int {
	return cmp.Or(cmp.Compare(a.Key.Drawer, b.Key.Drawer), cmp.Compare(a.Tenant, b.Tenant), bytes.Compare(a.Key.Hash[:], b.Key.Hash[:]), cmp.Compare(a.ResourceServer, b.ResourceServer))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
