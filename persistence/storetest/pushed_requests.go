package storetest

import (
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testPushedRequests(s *suite) {
	s.run("what is pushed is found again", func(s *suite) {
		w := s.world("kept")
		pushed, err := w.FindPushedRequest(s.ctx, w.pushed.Hash)
		require.NoError(s, err)
		require.Equal(s, w.pushed, pushed)
	})
	s.run("of many at once one takes it", func(s *suite) {
		w := s.world("race")
		require.EqualValues(s, 1, s.firstOf(20, w, func(tx domain.Adder) (bool, error) { return tx.TakePushedRequest(s.ctx, w.pushed.Hash) }))
		_, err := w.FindPushedRequest(s.ctx, w.pushed.Hash)
		s.is(domain.KindNotFound, "", err)
	})
	s.run("what expires goes by itself", func(s *suite) {
		w := s.world("expires")
		late := domain.Act{By: domain.SystemActor("storetest"), At: w.pushed.Expires}
		later := w.pushed
		later.Hash, later.Expires = sha256.Sum256([]byte("later")), late.At.Add(time.Minute)
		require.NoError(s, w.Add(s.ctx, late, func(tx domain.Adder) error { return tx.PushRequest(s.ctx, later) }))
		_, err := w.FindPushedRequest(s.ctx, w.pushed.Hash)
		s.is(domain.KindNotFound, "", err)
		_, err = w.FindPushedRequest(s.ctx, later.Hash)
		require.NoError(s, err)
	})
	s.run("it goes with its client", func(s *suite) {
		w := s.world("client")
		s.change(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, w.client.ID) })
		_, err := w.FindPushedRequest(s.ctx, w.pushed.Hash)
		s.is(domain.KindNotFound, "", err)
	})
}

// firstOf runs so many transactions at once and counts those in which take gave
// true.
func (s *suite) firstOf(n int, in domain.Tenancy, take func(domain.Adder) (bool, error)) int64 {
	s.Helper()
	var first atomic.Int64
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			var got bool
			err := in.Add(s.ctx, s.act(), func(tx domain.Adder) (err error) {
				got, err = take(tx)
				return err
			})
			if err != nil {
				s.Errorf("take it: %v", err)
			}
			if got {
				first.Add(1)
			}
		})
	}
	all.Wait()
	return first.Load()
}
