package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// testConcurrency lets many do the same at once, in two stores on one database
// as two processes would.
func testConcurrency(s *suite) {
	const crowd = 12
	stores := []domain.Store{s.store, s.open(s.T, s.url, nil)}
	atOnce := func(work func(i int, store domain.Store) error) (errs []error) {
		errs = make([]error, crowd)
		var ready, all sync.WaitGroup
		ready.Add(1)
		for i := range crowd {
			all.Go(func() {
				ready.Wait()
				errs[i] = work(i, stores[i%len(stores)])
			})
		}
		ready.Done()
		all.Wait()
		return errs
	}
	events := make([]domain.Event, 200)
	for i := range events {
		events[i] = s.event("crowded")
	}
	var next atomic.Int64
	record := func(s *suite, tx domain.Adder) error { return tx.Record(s.ctx, events[next.Add(1)-1]) }

	s.run("one standing grant", func(s *suite) {
		w := s.world("w")
		s.change(w, func(tx domain.Changer) error {
			_, err := tx.RevokeGrant(s.ctx, w.standing.ID, domain.Revocation{At: s.now, By: "x"})
			return err
		})
		grants := make([]domain.Grant, crowd)
		for _, err := range atOnce(func(i int, store domain.Store) error {
			return store.In(w.tenant.ID).Add(s.ctx, s.act(), func(tx domain.Adder) (err error) {
				grants[i], err = tx.OpenStandingGrant(s.ctx, domain.Grant{ID: fmt.Sprint("grant-", i), Client: w.client.ID, Type: domain.ClientCredentials, Created: s.now})
				return err
			})
		}) {
			require.NoError(s, err)
		}
		for _, g := range grants {
			require.Equal(s, grants[0], g)
		}
		require.NotEqual(s, w.standing.ID, grants[0].ID)
	})
	s.run("one client of an id", func(s *suite) {
		w := s.world("w")
		winners := 0
		for i, err := range atOnce(func(i int, store domain.Store) error {
			return store.In(w.tenant.ID).Add(s.ctx, s.act(), func(tx domain.Adder) error {
				client := s.client("wanted")
				client.Name = fmt.Sprint("of ", i)
				if err := tx.AddClient(s.ctx, client); err != nil {
					return err
				}
				return record(s, tx)
			})
		}) {
			if err == nil {
				winners++
				client, _, err := w.FindClient(s.ctx, "wanted")
				require.NoError(s, err)
				require.Equal(s, fmt.Sprint("of ", i), client.Name)
				continue
			}
			s.is(domain.KindConflict, "client_id_taken", err)
		}
		require.Equal(s, 1, winners)
	})
	s.run("one taker of a password link", func(s *suite) {
		w := s.world("w")
		winners := 0
		for _, err := range atOnce(func(_ int, store domain.Store) error {
			return store.In(w.tenant.ID).Change(s.ctx, s.act(), func(tx domain.Changer) error {
				if _, err := tx.TakePasswordLink(s.ctx, w.link.Hash); err != nil {
					return err
				}
				return record(s, tx)
			})
		}) {
			if err == nil {
				winners++
				continue
			}
			s.is(domain.KindNotFound, "", err)
		}
		require.Equal(s, 1, winners)
	})
	s.run("the first revocation is kept", func(s *suite) {
		w := s.world("w")
		was := s.revision(w)
		var winner atomic.Int64
		winner.Store(-1)
		for _, err := range atOnce(func(i int, store domain.Store) error {
			return store.In(w.tenant.ID).Change(s.ctx, s.act(), func(tx domain.Changer) error {
				first, err := tx.RevokeToken(s.ctx, w.access.Key, domain.Revocation{At: s.now, By: fmt.Sprint(i)})
				if first {
					winner.Store(int64(i))
				}
				if err != nil {
					return err
				}
				return record(s, tx)
			})
		}) {
			require.NoError(s, err)
		}
		found, err := w.LookUp(s.ctx, w.access.Key)
		require.NoError(s, err)
		require.Equal(s, fmt.Sprint(winner.Load()), found.Token.Revoked.By)
		require.Equal(s, was+crowd, s.revision(w), "no rise of the revision is lost")
	})
	s.run("one edit of a version", func(s *suite) {
		w := s.world("w")
		winners := 0
		for i, err := range atOnce(func(i int, store domain.Store) error {
			return store.In(w.tenant.ID).Change(s.ctx, s.act(), func(tx domain.Changer) error {
				edit := w.client
				edit.Name = fmt.Sprint("of ", i)
				if err := tx.EditClient(s.ctx, edit); err != nil {
					return err
				}
				return record(s, tx)
			})
		}) {
			if err == nil {
				winners++
				continue
			}
			s.is(domain.KindConflict, "version_conflict", err)
			_ = i
		}
		require.Equal(s, 1, winners)
	})
	s.run("opposite orders do not stay stuck", func(s *suite) {
		w := s.world("w")
		for _, err := range atOnce(func(i int, store domain.Store) error {
			return store.In(w.tenant.ID).Change(s.ctx, s.act(), func(tx domain.Changer) error {
				steps := []func() error{
					func() error { return tx.RaiseClientEpoch(s.ctx, w.client.ID) },
					func() error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) },
				}
				for n := range steps {
					if err := steps[(n+i)%2](); err != nil {
						return err
					}
				}
				return record(s, tx)
			})
		}) {
			require.NoError(s, err, "a lost race is run again")
		}
		user, err := w.FindUser(s.ctx, w.user.ID)
		require.NoError(s, err)
		require.Equal(s, int64(1+crowd), user.Epoch, "each exactly once")
	})
	s.run("a removal against a registration of the id", func(s *suite) {
		w := s.world("w")
		atOnce(func(i int, store domain.Store) error {
			in := store.In(w.tenant.ID)
			if i%2 == 0 {
				return in.Change(s.ctx, s.act(), func(tx domain.Changer) error {
					if err := tx.RemoveClient(s.ctx, w.client.ID); err != nil {
						return err
					}
					return record(s, tx)
				})
			}
			return in.Add(s.ctx, s.act(), func(tx domain.Adder) error {
				if err := tx.AddClient(s.ctx, w.client); err != nil {
					return err
				}
				return record(s, tx)
			})
		})
		err := w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
			if err := tx.AddClient(s.ctx, w.client); err != nil {
				return err
			}
			return record(s, tx)
		})
		if err != nil {
			s.is(domain.KindConflict, "", err)
		}
		client, _, err := w.FindClient(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.Greater(s, client.Epoch, int64(1), "the epoch of the removed one is never lost")
	})
}
