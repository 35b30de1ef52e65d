package storetest

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// use files an assertion as used.
func (s *suite) use(in domain.Tenancy, used domain.UsedAssertion) error {
	return in.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.UseAssertion(s.ctx, used) })
}

func testAssertions(s *suite) {
	s.run("each is used once", func(s *suite) {
		w, beside := s.world("w"), s.world("w")
		used := domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{1}, Expires: s.now.Add(time.Minute)}
		require.NoError(s, s.use(w, used))
		s.is(domain.KindConflict, "assertion_used", s.use(w, used))
		other := used
		other.Client = "another"
		require.NoError(s, s.use(w, other), "another client's has a name of its own")
		require.NoError(s, s.use(beside, used), "and so has another tenant's")
		// Not even removing the client lets it be used again.
		s.change(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, w.client.ID) })
		s.add(w, func(tx domain.Adder) error { return tx.AddClient(s.ctx, w.client) })
		s.is(domain.KindConflict, "assertion_used", s.use(w, used))
	})
	s.run("what was not committed was not used", func(s *suite) {
		w := s.world("w")
		used := domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{1}, Expires: s.now.Add(time.Minute)}
		boom := errors.New("boom")
		require.ErrorIs(s, w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
			require.NoError(s, tx.UseAssertion(s.ctx, used))
			return boom
		}), boom)
		require.NoError(s, s.use(w, used))
	})
	s.run("what has expired goes by and by", func(s *suite) {
		w, beside := s.world("w"), s.world("w")
		for i := range 200 {
			used := domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{1, byte(i)}, Expires: s.now.Add(time.Minute)}
			require.NoError(s, s.use(w, used))
			if i < 10 {
				require.NoError(s, s.use(beside, used))
			}
		}
		left := func(w *world) int { return strings.Count(s.dump(w.tenant.ID), "used_assertions:") }
		living := domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{1, 255}, Expires: s.now.Add(time.Hour)}
		require.NoError(s, s.use(w, living))
		s.now = s.now.Add(time.Minute)
		require.NoError(s, s.use(w, domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{16}, Expires: s.now.Add(time.Hour)}))
		require.Equal(s, 203, left(w), "at the very moment nothing has expired")
		s.now = s.now.Add(time.Millisecond)
		for i := range 64 {
			require.NoError(s, s.use(w, domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{byte(i), 1, 1}, Expires: s.now.Add(time.Hour)}))
		}
		require.Equal(s, 67, left(w), "what has not expired stays")
		s.is(domain.KindConflict, "assertion_used", s.use(w, living))
		require.Equal(s, 11, left(beside), "another tenant's are its own affair")
	})
	s.run("of many at once one succeeds", func(s *suite) {
		w := s.world("w")
		stores := []domain.Store{s.store, s.open(s.T, s.url, nil)}
		var all sync.WaitGroup
		errs := make([]error, 24)
		for i := range errs {
			all.Go(func() {
				errs[i] = s.use(stores[i%2].In(w.tenant.ID), domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{16}, Expires: s.now.Add(time.Minute)})
			})
		}
		all.Wait()
		succeeded := 0
		for _, err := range errs {
			if err == nil {
				succeeded++
				continue
			}
			s.is(domain.KindConflict, "assertion_used", err)
		}
		require.Equal(s, 1, succeeded)
	})
}
