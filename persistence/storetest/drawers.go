package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testDrawers(s *suite) {
	s.run("are listed in order, however often they are opened", func(s *suite) {
		more := []domain.Drawer{testedDrawers[2] + 1, 5, testedDrawers[0]}
		for range 2 {
			require.NoError(s, s.store.OpenDrawers(s.ctx, more))
			drawers, err := s.store.Drawers(s.ctx)
			require.NoError(s, err)
			want := append(slices.Clone(testedDrawers), 5, testedDrawers[2]+1)
			slices.Sort(want)
			require.Equal(s, want, drawers)
		}
	})
	s.run("one that is missing is loud", func(s *suite) {
		w := s.world("w")
		before := s.dump(w.tenant.ID)
		token := w.access
		token.Key.Drawer = 77
		err := w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddToken(s.ctx, token) })
		s.is(domain.KindUnavailable, "temporarily_unavailable", err)
		require.ErrorContains(s, err, "drawer 77 is not open")
		require.Equal(s, before, s.dump(w.tenant.ID))
	})
	s.run("dropping", testDropping)
	s.run("dropping is taken up where it ended", func(s *suite) {
		w := s.world("w")
		const drawer = 4711
		for nth := 1; ; nth++ {
			require.NoError(s, s.store.OpenDrawers(s.ctx, []domain.Drawer{drawer}))
			s.fileIn(w, drawer)
			seen := 0
			s.setFault(func(context.Context, string) error {
				if seen++; seen == nth {
					return errors.New("injected")
				}
				return nil
			})
			err := s.store.DropDrawer(s.ctx, drawer)
			s.setFault(nil)
			failed := seen >= nth
			require.Equal(s, failed, err != nil)
			drawers, err := s.store.Drawers(s.ctx)
			require.NoError(s, err)
			if slices.Contains(drawers, drawer) && nth%2 == 0 {
				// Whoever drops old drawers comes back to it by the list.
				require.NoError(s, s.store.DropDrawer(s.ctx, drawer))
			}
			// The other half of the time it is opened again as it was left.
			if !failed {
				require.Greater(s, nth, 4)
				break
			}
		}
	})
	s.run("opened by many at once", func(s *suite) {
		var all sync.WaitGroup
		wanted := []domain.Drawer{901, 902, 903, 904}
		for range 4 {
			all.Go(func() { require.NoError(s, s.store.OpenDrawers(s.ctx, wanted)) })
		}
		all.Wait()
		drawers, err := s.store.Drawers(s.ctx)
		require.NoError(s, err)
		require.Subset(s, drawers, wanted)
	})
}

// testDropping drops a drawer of two tenants while others are in use.
func testDropping(s *suite) {
	w, beside := s.world("w"), s.world("beside")
	const gone = 123
	require.NoError(s, s.store.OpenDrawers(s.ctx, []domain.Drawer{gone}))
	clean := []string{s.dump(w.tenant.ID), s.dump(beside.tenant.ID)}
	for range 3 {
		s.fileIn(w, gone)
		s.fileIn(beside, gone)
	}
	// Enough for several of the batches in which SQLite removes them.
	s.fileMany(w, gone, 1200)

	stop := s.meanwhile(func(int) {
		for _, key := range []domain.TokenKey{w.access.Key, beside.spoken.Key} {
			for _, in := range []*world{w, beside} {
				_, err := in.LookUp(s.ctx, key)
				require.NoError(s, err)
			}
		}
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.access.Key))
	})
	require.NoError(s, s.store.DropDrawer(s.ctx, gone))
	stop()
	require.Equal(s, clean, []string{s.dump(w.tenant.ID), s.dump(beside.tenant.ID)}, "exactly its rows are gone")
	drawers, err := s.store.Drawers(s.ctx)
	require.NoError(s, err)
	require.NotContains(s, drawers, domain.Drawer(gone))
	require.NoError(s, s.store.DropDrawer(s.ctx, gone), "one that is gone is no error")
	token := s.token("late", w.standing, w.server)
	token.Key.Drawer = gone
	err = w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddToken(s.ctx, token) })
	s.is(domain.KindUnavailable, "temporarily_unavailable", err)
	require.ErrorContains(s, err, "is not open")
	require.NoError(s, s.store.OpenDrawers(s.ctx, []domain.Drawer{gone}))
	require.NoError(s, w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddToken(s.ctx, token) }))
	found, err := w.LookUp(s.ctx, token.Key)
	require.NoError(s, err)
	require.NotNil(s, found.Token)
}

// fileIn files a token in a drawer without leaving other traces.
func (s *suite) fileIn(w *world, drawer domain.Drawer) { s.fileMany(w, drawer, 1) }

func (s *suite) fileMany(w *world, drawer domain.Drawer, count int) {
	s.Helper()
	require.NoError(s, w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
		for range count {
			token := s.token(s.fresh("filed-"), w.standing, w.server, w.other)
			token.Key.Drawer = drawer
			if err := tx.AddToken(s.ctx, token); err != nil {
				return err
			}
		}
		return nil
	}))
}

func testLead(s *suite) {
	s.run("one at a time", func(s *suite) {
		led, err := s.store.Lead(s.ctx, func(context.Context) error {
			inner, err := s.store.Lead(s.ctx, func(context.Context) error { return errors.New("must not run") })
			require.NoError(s, err)
			require.False(s, inner)
			// Another process has another store.
			other := s.open(s.T, s.url, nil)
			inner, err = other.Lead(s.ctx, func(context.Context) error { return errors.New("must not run") })
			require.NoError(s, err)
			require.False(s, inner)
			return nil
		})
		require.NoError(s, err)
		require.True(s, led)
	})
	s.run("one after another", func(s *suite) {
		for range 5 {
			led, err := s.store.Lead(s.ctx, func(context.Context) error { return nil })
			require.NoError(s, err)
			require.True(s, led)
		}
	})
	s.run("its error is given, and ends the lead", func(s *suite) {
		led, err := s.store.Lead(s.ctx, func(context.Context) error { return domain.NotFound("thing") })
		require.True(s, led)
		s.is(domain.KindNotFound, "", err)
		led, err = s.store.Lead(s.ctx, func(ctx context.Context) error { return ctx.Err() })
		require.NoError(s, err)
		require.True(s, led)
	})
}
