package storetest

import (
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func (s *suite) see(tenant domain.TenantID, sightings ...domain.Sighting) {
	s.Helper()
	require.NoError(s, s.store.Record(s.ctx, nil, sightingsOf(tenant, sightings...)))
}

func sightingsOf(tenant domain.TenantID, sightings ...domain.Sighting) []domain.TenantSighting {
	var of []domain.TenantSighting
	for _, sighting := range sightings {
		of = append(of, domain.TenantSighting{Tenant: tenant, Sighting: sighting})
	}
	return of
}

func (s *suite) sightings(in domain.Reader, key domain.TokenKey) []domain.Sighting {
	s.Helper()
	found, err := in.Sightings(s.ctx, key)
	require.NoError(s, err)
	return found
}

// seen is a sighting some minutes after now, of one time.
func seen(key domain.TokenKey, server string, first, last int) domain.Sighting {
	return seenTimes(1, key, server, first, last)
}

func seenTimes(times int64, key domain.TokenKey, server string, first, last int) domain.Sighting {
	at := func(minutes int) time.Time { return minute.Add(time.Duration(minutes) * time.Minute) }
	return domain.Sighting{Key: key, ResourceServer: server, First: at(first), Last: at(last), Times: times}
}

func testSightings(s *suite) {
	s.run("the earliest, the latest and the sum are kept", func(s *suite) {
		w := s.world("w")
		key := w.spoken.Key
		s.see(w.tenant.ID, seenTimes(40, key, "b", 5, 6), seen(key, "a", 1, 1), seenTimes(7, key, "b", 4, 5))
		require.Equal(s, []domain.Sighting{seen(key, "a", 1, 1), seenTimes(47, key, "b", 4, 6)}, s.sightings(w, key))
		s.see(w.tenant.ID, seenTimes(5_000_000_000, key, "a", 3, 3))
		s.see(w.tenant.ID, seen(key, "a", 2, 2))
		s.see(w.tenant.ID, seen(key, "b", 3, 3))
		s.see(w.tenant.ID)
		require.Equal(s, []domain.Sighting{seenTimes(5_000_000_002, key, "a", 1, 3), seenTimes(48, key, "b", 3, 6)}, s.sightings(w, key))
	})
	s.run("a drawer that is not open takes none, and the others do", func(s *suite) {
		w := s.world("w")
		var sightings []domain.Sighting
		key, closed := w.spoken.Key, w.spoken.Key
		for _, drawer := range []domain.Drawer{1, 1_999_999_999} {
			closed.Drawer = drawer
			sightings = append(sightings, seen(closed, "a", 1, 1))
		}
		for i := range 120 {
			key.Hash[0] = byte(i)
			sightings = append(sightings, seen(key, "a", 1, 1))
		}
		s.see(w.tenant.ID, sightings...)
		require.Empty(s, s.sightings(w, closed))
		require.Len(s, s.sightings(w, key), 1)
	})
	s.run("they go with their drawer", func(s *suite) {
		w := s.world("w")
		const gone = 4242
		require.NoError(s, s.store.OpenDrawers(s.ctx, []domain.Drawer{gone}))
		before := s.dump(w.tenant.ID)
		token := s.token("goes", w.standing, w.server)
		token.Key.Drawer = gone
		require.NoError(s, w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddToken(s.ctx, token) }))
		s.see(w.tenant.ID, seen(token.Key, "a", 1, 1))
		require.NoError(s, s.store.DropDrawer(s.ctx, gone))
		require.Equal(s, before, s.dump(w.tenant.ID))
		s.see(w.tenant.ID, seen(token.Key, "a", 1, 1))
		require.Empty(s, s.sightings(w, token.Key))
		require.Equal(s, before, s.dump(w.tenant.ID))
	})
	s.run("of many tenants, those that are there", testRecord)
	s.run("all or none", testRecordFails)
	s.run("reach", testReach)
	s.run("many at once", func(s *suite) {
		w := s.world("w")
		stores := []domain.Store{s.store, s.open(s.T, s.url, nil)}
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				noted := sightingsOf(w.tenant.ID, seen(w.spoken.Key, "b", i, i), seen(w.access.Key, "b", i, i), seen(w.spoken.Key, "a", i, i))
				require.NoError(s, stores[i%2].Record(s.ctx, nil, noted))
			})
		}
		all.Wait()
		require.Equal(s, []domain.Sighting{seenTimes(20, w.spoken.Key, "a", 0, 19), seenTimes(20, w.spoken.Key, "b", 0, 19)}, s.sightings(w, w.spoken.Key))
	})
}

func testReach(s *suite) {
	w := s.world("w")
	reach := func(filter domain.TokenFilter, minutes, limit int) domain.Reach {
		s.Helper()
		found, err := w.Reach(s.ctx, filter, s.now, minute.Add(time.Duration(minutes)*time.Minute), limit)
		require.NoError(s, err)
		return found
	}
	var keys []domain.TokenKey
	s.add(w, func(tx domain.Adder) error {
		for i := range 450 {
			token := s.token(s.fresh("reach-"), w.personal, w.server)
			if i%2 == 1 {
				token.Key.Drawer = testedDrawers[1]
			}
			keys = append(keys, token.Key)
			if err := tx.AddToken(s.ctx, token); err != nil {
				return err
			}
		}
		return nil
	})
	var sightings []domain.Sighting
	for _, key := range keys {
		sightings = append(sightings, seen(key, "a", 1, 5))
	}
	s.see(w.tenant.ID, append(sightings, seen(keys[0], "b", 1, 2), seen(keys[1], "b", 1, 9))...)

	of := domain.TokenFilter{User: w.user.ID}
	require.Equal(s, domain.Reach{Tokens: 451, Seen: map[string]int{"a": 450, "b": 1}}, reach(of, 5, 1000), "one of them nobody was told of")
	require.Equal(s, domain.Reach{Tokens: 451, Seen: map[string]int{"a": 450, "b": 2}}, reach(of, 2, 1000))
	require.Equal(s, domain.Reach{Tokens: 451, Seen: map[string]int{}}, reach(of, 10, 1000))
	require.Equal(s, 10, reach(of, 5, 10).Tokens)
	require.Equal(s, domain.Reach{Seen: map[string]int{}}, reach(domain.TokenFilter{User: "nobody"}, 0, 10))
	count, err := w.CountTokens(s.ctx, of, s.now, 1000)
	require.NoError(s, err)
	require.Equal(s, 451, count, "as CountTokens does")
}

// testRecord writes figures of more tenants than one, among them some that are not
// there.
func testRecord(s *suite) {
	a, b, gone := s.world("a"), s.world("b"), s.world("gone")
	s.change(gone, func(tx domain.Changer) error { return tx.DeleteTenant(s.ctx) })
	revision, err := a.Revision(s.ctx)
	require.NoError(s, err)
	before := s.dump(gone.tenant.ID)
	var counts []domain.TenantCount
	var sightings []domain.TenantSighting
	for n, id := range []domain.TenantID{b.tenant.ID, gone.tenant.ID, "", "acme", "00000000-0000-0000-0000-000000000000", upper(a.tenant.ID), a.tenant.ID} {
		counts = append(counts, countsOf(id, domain.Count{At: start, By: "new", Active: int64(n)})...)
		sightings = append(sightings, sightingsOf(id, seen(a.spoken.Key, "a", n, n), seen(b.spoken.Key, "a", n, n))...)
	}
	require.NoError(s, s.store.Record(s.ctx, counts, sightings))
	for n, w := range map[int]*world{0: b, 6: a} {
		require.Contains(s, s.counts(w, domain.ByMinute), domain.Count{At: minute, By: "new", Active: int64(n)})
		require.Equal(s, []domain.Sighting{seen(w.spoken.Key, "a", n, n)}, s.sightings(w, w.spoken.Key))
	}
	require.Equal(s, before, s.dump(gone.tenant.ID))
	now, err := a.Revision(s.ctx)
	require.NoError(s, err)
	require.Equal(s, revision, now)
}

// testRecordFails lets every statement fail: nothing is written then.
func testRecordFails(s *suite) {
	w := s.world("w")
	before := s.dump(w.tenant.ID)
	s.failEach(func() bool {
		err := s.store.Record(s.ctx, countsOf(w.tenant.ID, domain.Count{At: start, By: "new", Active: 1}), sightingsOf(w.tenant.ID, seen(w.spoken.Key, "new", 1, 1)))
		if err != nil {
			s.is(domain.KindUnavailable, "", err)
			require.Equal(s, before, s.dump(w.tenant.ID))
		}
		return err != nil
	})
	require.Len(s, s.sightings(w, w.spoken.Key), 1)
}
