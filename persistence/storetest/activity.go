package storetest

import (
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// minute is the beginning of the minute that the suite's now is in.
var minute = start.Truncate(time.Minute)

func (s *suite) tally(tenant domain.TenantID, counts ...domain.Count) {
	s.Helper()
	require.NoError(s, s.store.Record(s.ctx, countsOf(tenant, counts...), nil))
}

func countsOf(tenant domain.TenantID, counts ...domain.Count) []domain.TenantCount {
	var of []domain.TenantCount
	for _, count := range counts {
		of = append(of, domain.TenantCount{Tenant: tenant, Count: count})
	}
	return of
}

// counts gives the counts from two hours before now to two hours after.
func (s *suite) counts(in domain.Reader, granularity domain.Granularity) []domain.Count {
	s.Helper()
	span := domain.CountSpan{Granularity: granularity, From: start.Add(-2 * time.Hour), To: start.Add(2 * time.Hour)}
	counts, err := in.Counts(s.ctx, span, 1000)
	require.NoError(s, err)
	return counts
}

func testActivity(s *suite) {
	s.run("counts add up by minute and by hour", func(s *suite) {
		id := s.tenant().ID
		in := s.store.In(id)
		s.tally(id,
			domain.Count{At: start, By: "a", Active: 1}, domain.Count{At: start.Add(time.Second), By: "a", Active: 2, Inactive: 3},
			domain.Count{At: start.Add(time.Minute), By: "a", Active: 4}, domain.Count{At: start, By: domain.ByClient, Inactive: 5}, domain.Count{At: start, Refused: 6})
		s.tally(id, domain.Count{At: start, By: "a", Active: 10})
		s.tally(id)
		require.Equal(s, []domain.Count{
			{At: minute, Refused: 6},
			{At: minute, By: "a", Active: 13, Inactive: 3},
			{At: minute, By: domain.ByClient, Inactive: 5},
			{At: minute.Add(time.Minute), By: "a", Active: 4},
		}, s.counts(in, domain.ByMinute))
		hour := start.Truncate(time.Hour)
		require.Equal(s, []domain.Count{
			{At: hour, Refused: 6}, {At: hour, By: "a", Active: 17, Inactive: 3}, {At: hour, By: domain.ByClient, Inactive: 5},
		}, s.counts(in, domain.ByHour))
	})
	s.run("more than one statement takes", func(s *suite) {
		id := s.tenant().ID
		in := s.store.In(id)
		var many []domain.Count
		for i := range 2 * 101 {
			many = append(many, domain.Count{At: start, By: s.fresh("rs-"), Active: int64(i)})
		}
		s.tally(id, many...)
		require.Len(s, s.counts(in, domain.ByMinute), len(many))
	})
	s.run("a span has its beginning and not its end", func(s *suite) {
		id := s.tenant().ID
		in := s.store.In(id)
		for i := range 4 {
			s.tally(id, domain.Count{At: minute.Add(time.Duration(i) * time.Minute), By: "a", Active: int64(i)})
		}
		found, err := in.Counts(s.ctx, domain.CountSpan{Granularity: domain.ByMinute, From: minute.Add(time.Minute), To: minute.Add(3 * time.Minute)}, 10)
		require.NoError(s, err)
		require.Equal(s, []domain.Count{{At: minute.Add(time.Minute), By: "a", Active: 1}, {At: minute.Add(2 * time.Minute), By: "a", Active: 2}}, found)
		found, err = in.Counts(s.ctx, domain.CountSpan{Granularity: domain.ByMinute, From: minute, To: minute.Add(time.Hour)}, 3)
		require.NoError(s, err)
		require.Len(s, found, 3, "up to the limit")
	})
	s.run("the oldest are forgotten first", func(s *suite) {
		id := s.tenant().ID
		in := s.store.In(id)
		for i := range 4 {
			s.tally(id, domain.Count{At: minute.Add(time.Duration(i) * time.Minute), By: "a", Active: 1})
		}
		forget := func(granularity domain.Granularity, before time.Time, limit int) (forgotten int) {
			require.NoError(s, in.Add(s.ctx, s.act(), func(tx domain.Adder) (err error) {
				forgotten, err = tx.ForgetCounts(s.ctx, granularity, before, limit)
				return err
			}))
			return forgotten
		}
		require.Equal(s, 1, forget(domain.ByMinute, minute.Add(3*time.Minute), 1))
		require.Equal(s, minute.Add(time.Minute), s.counts(in, domain.ByMinute)[0].At)
		require.Equal(s, 2, forget(domain.ByMinute, minute.Add(3*time.Minute), 10), "what begins at the time stays")
		require.Len(s, s.counts(in, domain.ByMinute), 1)
		require.Len(s, s.counts(in, domain.ByHour), 1)
		require.Zero(s, forget(domain.ByHour, start.Truncate(time.Hour), 10))
		require.Equal(s, 1, forget(domain.ByHour, start, 10))
	})
	s.run("many at once lose nothing", func(s *suite) {
		id := s.tenant().ID
		stores := []domain.Store{s.store, s.open(s.T, s.url, nil)}
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				require.NoError(s, stores[i%2].Record(s.ctx, countsOf(id, domain.Count{At: start, By: "b", Active: 1}, domain.Count{At: start, By: "a", Active: 1}), nil))
			})
		}
		all.Wait()
		require.Equal(s, []domain.Count{{At: minute, By: "a", Active: 20}, {At: minute, By: "b", Active: 20}}, s.counts(s.store.In(id), domain.ByMinute))
	})
}
