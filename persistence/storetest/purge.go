package storetest

import (
	"context"
	"errors"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testPurge(s *suite) {
	beside := s.world("w")
	before := s.dump(beside.tenant.ID)
	nothingLeft := func() {
		n, err := s.store.PurgeDeleted(s.ctx, 10)
		require.NoError(s, err)
		require.Zero(s, n)
	}
	nothingLeft()
	gone := s.world("w")
	const held = 777
	require.NoError(s, s.store.OpenDrawers(s.ctx, []domain.Drawer{held}))
	s.fileIn(gone, held)
	s.change(gone, func(tx domain.Changer) error {
		require.NoError(s, tx.RemoveClient(s.ctx, gone.client.ID))
		require.NoError(s, tx.AddClient(s.ctx, gone.client))
		return tx.DeleteTenant(s.ctx)
	})

	s.run("in small steps", func(s *suite) {
		for steps := 0; ; steps++ {
			n, err := s.store.PurgeDeleted(s.ctx, 2)
			require.NoError(s, err)
			require.LessOrEqual(s, n, 2)
			if n == 0 {
				require.Greater(s, steps, 5)
				break
			}
		}
		left := s.dump(gone.tenant.ID)
		require.Regexp(s, `^tenants: .*\n$`, left, "nothing is left but the name")
		require.Equal(s, before, s.dump(beside.tenant.ID))
	})
	s.run("the slug waits for the drawers", func(s *suite) {
		taken := func() error {
			return s.store.CreateTenant(s.ctx, s.act(), s.rows(gone.tenant.Slug), s.event("tenant.created"))
		}
		s.is(domain.KindConflict, "slug_taken", taken())
		for _, drawer := range []domain.Drawer{held, gone.access.Key.Drawer} {
			nothingLeft()
			s.is(domain.KindConflict, "slug_taken", taken())
			// The one beside has tokens in the drawer too: they go as well.
			require.NoError(s, s.store.DropDrawer(s.ctx, drawer))
		}
		n, err := s.store.PurgeDeleted(s.ctx, 10)
		require.NoError(s, err)
		require.Equal(s, 1, n)
		require.Empty(s, s.dump(gone.tenant.ID))
		require.NoError(s, taken())
		nothingLeft()
	})
	s.run("a failing one leaves nothing half done", func(s *suite) {
		require.NoError(s, s.store.OpenDrawers(s.ctx, testedDrawers))
		third := s.world("third")
		s.change(third, func(tx domain.Changer) error { return tx.DeleteTenant(s.ctx) })
		full := s.dump(third.tenant.ID)
		for nth := 1; ; nth++ {
			seen := 0
			s.setFault(func(context.Context, string) error {
				if seen++; seen == nth {
					return errors.New("injected")
				}
				return nil
			})
			_, err := s.store.PurgeDeleted(s.ctx, 1000)
			s.setFault(nil)
			if seen < nth {
				require.NoError(s, err)
				break
			}
			// A failure after the purge's own commit is one of looking for more.
			if left := s.dump(third.tenant.ID); left != full {
				require.Regexp(s, `^tenants: .*\n$`, left)
			}
			s.is(domain.KindUnavailable, "", err)
		}
	})
}
