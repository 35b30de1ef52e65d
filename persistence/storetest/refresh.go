package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testUseToken(s *suite) {
	use := func(w *world, key domain.TokenKey, at time.Time, grace time.Duration) (good bool) {
		s.add(w, func(tx domain.Adder) (err error) {
			good, err = tx.UseToken(s.ctx, key, at, grace)
			return err
		})
		return good
	}
	s.run("once without grace", func(s *suite) {
		w := s.world("once")
		require.True(s, use(w, w.spoken.Key, s.now, 0))
		found, err := w.LookUp(s.ctx, w.spoken.Key)
		require.NoError(s, err)
		require.Equal(s, s.now, found.Token.Used)
		require.False(s, use(w, w.spoken.Key, s.now, 0))
		require.False(s, use(w, w.spoken.Key, s.now.Add(time.Minute), 0))
		require.False(s, use(w, w.spoken.Key, s.now.Add(-time.Minute), 0), "another's clock is behind")
	})
	s.run("again within the grace, but not often", func(s *suite) {
		w := s.world("grace")
		for n, good := range []bool{true, true, true, false} {
			at := s.now.Add(time.Duration(n) * time.Second)
			require.Equal(s, good, use(w, w.spoken.Key, at, 30*time.Second), "use %d", n+1)
		}
		found, err := w.LookUp(s.ctx, w.spoken.Key)
		require.NoError(s, err)
		require.Equal(s, s.now, found.Token.Used, "the first use is the one that is kept")
	})
	s.run("not after the grace", func(s *suite) {
		w := s.world("late")
		require.True(s, use(w, w.spoken.Key, s.now, 30*time.Second))
		late := s.now.Add(31 * time.Second)
		require.False(s, use(w, w.spoken.Key, late, 30*time.Second))
	})
	s.run("not one that was revoked, nor one that is not there", func(s *suite) {
		w := s.world("revoked")
		s.change(w, func(tx domain.Changer) error {
			_, err := tx.RevokeToken(s.ctx, w.spoken.Key, domain.Revocation{At: s.now})
			return err
		})
		require.False(s, use(w, w.spoken.Key, s.now, 0))
		nothing := w.access.Key
		nothing.Hash[0]++
		require.False(s, use(w, nothing, s.now, 0))
	})
	s.run("of many at once one gets it", func(s *suite) {
		w := s.world("race")
		var good atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				err := w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
					ok, err := tx.UseToken(s.ctx, w.spoken.Key, s.now, 0)
					if ok {
						good.Add(1)
					}
					return err
				})
				if err != nil {
					s.Errorf("use a token: %v", err)
				}
			})
		}
		all.Wait()
		require.EqualValues(s, 1, good.Load())
	})
}
