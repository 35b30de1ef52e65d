package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// testRevision counts how often the revision rises: once for each transaction
// that changes, however much it changes, and never for one that adds.
func testRevision(s *suite) {
	for _, w := range s.writers() {
		s.run(w.name, func(s *suite) {
			at := s.world("at-" + w.name)
			was := s.revision(at)
			if w.add != nil {
				s.add(at, func(tx domain.Adder) error { return w.add(s.ctx, tx, at) })
				require.Equal(s, was, s.revision(at), "an addition raised the revision")
				at = s.world("again-" + w.name)
				was = s.revision(at)
			}
			s.change(at, func(tx domain.Changer) error { return w.use(s.ctx, tx, at) })
			if w.name == "DeleteTenant" {
				_, err := at.Revision(s.ctx)
				s.is(domain.KindNotFound, "", err)
				return
			}
			require.Equal(s, was+1, s.revision(at), "a change raises the revision once")
		})
	}
	s.run("several changes at once", func(s *suite) {
		w := s.world("several")
		was := s.revision(w)
		s.change(w, func(tx domain.Changer) error {
			require.NoError(s, tx.RaiseClientEpoch(s.ctx, w.client.ID))
			require.NoError(s, tx.RaiseTenantEpoch(s.ctx))
			revision, err := tx.Revision(s.ctx)
			require.NoError(s, err)
			require.Equal(s, was, revision, "the revision is raised last")
			return tx.RaiseUserEpoch(s.ctx, w.user.ID)
		})
		require.Equal(s, was+1, s.revision(w))
	})
	s.run("a failed change", func(s *suite) {
		w := s.world("failed")
		was := s.revision(w)
		require.Error(s, s.tryChange(w, func(tx domain.Changer) error {
			require.NoError(s, tx.RaiseTenantEpoch(s.ctx))
			return errors.New("no")
		}))
		require.Equal(s, was, s.revision(w))
	})
	s.run("a change with nothing left to do", func(s *suite) {
		w := s.world("unchanged")
		was := s.revision(w)
		require.NoError(s, w.Change(s.ctx, s.act(), func(tx domain.Changer) error {
			require.NoError(s, tx.RaiseTenantEpoch(s.ctx))
			return fmt.Errorf("wrapped: %w", domain.ErrUnchanged)
		}))
		require.Equal(s, was, s.revision(w))
		rows, err := w.Load(s.ctx)
		require.NoError(s, err)
		require.Equal(s, w.tenant.Epoch, rows.Tenant.Epoch, "it leaves nothing behind")
	})
	s.run("every read of one moment says which", func(s *suite) {
		w := s.world("moment")
		was := s.revision(w)
		found, err := w.LookUp(s.ctx, w.access.Key)
		require.NoError(s, err)
		_, revision, err := w.FindClient(s.ctx, "nobody")
		s.is(domain.KindNotFound, "", err)
		rows, err := w.Load(s.ctx)
		require.NoError(s, err)
		require.Equal(s, []int64{was, was, was}, []int64{found.Revision, revision, rows.Tenant.Revision})
	})
}

// testRevisions reads those of many tenants.
func testRevisions(s *suite) {
	one, other, gone := s.world("one"), s.world("other"), s.world("gone")
	s.change(other, func(tx domain.Changer) error { return tx.RaiseTenantEpoch(s.ctx) })
	s.change(gone, func(tx domain.Changer) error { return tx.DeleteTenant(s.ctx) })
	all := []domain.TenantID{one.tenant.ID, gone.tenant.ID, other.tenant.ID, "0198a000-0000-7000-8000-000000000000", "nonsense", one.tenant.ID}
	sent := 0
	s.setFault(func(context.Context, string) error { sent++; return nil })
	found, err := s.store.Revisions(s.ctx, all)
	s.setFault(nil)
	require.NoError(s, err)
	require.Equal(s, 1, sent)
	require.Equal(s, map[domain.TenantID]int64{one.tenant.ID: s.revision(one), other.tenant.ID: s.revision(other)}, found)

	found, err = s.store.Revisions(s.ctx, nil)
	require.NoError(s, err)
	require.Empty(s, found)
	s.setFault(func(context.Context, string) error { return errors.New("boom") })
	_, err = s.store.Revisions(s.ctx, all)
	s.setFault(nil)
	s.is(domain.KindUnavailable, "", err)
}

func (s *suite) revision(w *world) int64 {
	s.Helper()
	revision, err := w.Revision(s.ctx)
	require.NoError(s, err)
	return revision
}

// testAudit leaves the event out, with every method: only issuing is committed
// without.
func testAudit(s *suite) {
	for _, w := range s.writers() {
		if w.name == "Record" {
			continue
		}
		s.run(w.name, func(s *suite) {
			at := s.world("at-" + w.name)
			before := s.dump(at.tenant.ID)
			quiet := func(how string, err error) {
				if w.issuing {
					require.NoError(s, err, how)
					require.NotEqual(s, before, s.dump(at.tenant.ID), how)
					return
				}
				s.is(domain.KindInternal, "", err)
				require.Equal(s, before, s.dump(at.tenant.ID), how)
			}
			if w.add != nil && !w.issuing {
				quiet("Add", at.Add(s.ctx, s.act(), func(tx domain.Adder) error { return w.add(s.ctx, tx, at) }))
			}
			quiet("Change", at.Change(s.ctx, s.act(), func(tx domain.Changer) error { return w.use(s.ctx, tx, at) }))
		})
	}
	s.run("the event goes with the change", func(s *suite) {
		w := s.world("together")
		event := s.event("client.disabled")
		boom := errors.New("boom")
		err := w.Change(s.ctx, s.act(), func(tx domain.Changer) error {
			require.NoError(s, tx.Record(s.ctx, event))
			return boom
		})
		require.ErrorIs(s, err, boom)
		page, err := w.Events(s.ctx, domain.EventFilter{Action: event.Action}, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Empty(s, page.Items)
	})
	s.run("an addition has no method that changes", func(s *suite) {
		s.add(s.world("only"), func(tx domain.Adder) error {
			_, more := tx.(domain.Changer)
			require.False(s, more)
			return nil
		})
	})
}

var errBoom = errors.New("boom")

// testRollback lets a transaction end badly, with every method, in every way it
// can: nothing of it stays.
func testRollback(s *suite) {
	for _, w := range s.writers() {
		s.run(w.name, func(s *suite) {
			at := s.world("at-" + w.name)
			before := s.dump(at.tenant.ID)
			nothing := func(how string, err error) {
				s.Helper()
				require.Error(s, err, how)
				require.Equal(s, before, s.dump(at.tenant.ID), how)
			}
			err := s.tryChange(at, func(tx domain.Changer) error {
				require.NoError(s, w.use(s.ctx, tx, at))
				return errBoom
			})
			require.ErrorIs(s, err, errBoom)
			nothing("work gives an error", err)

			require.Panics(s, func() {
				_ = s.tryChange(at, func(tx domain.Changer) error {
					_ = w.use(s.ctx, tx, at)
					panic("boom")
				})
			})
			nothing("work panics", errBoom)

			ended, end := context.WithCancel(s.ctx)
			err = at.Change(ended, s.act(), func(tx domain.Changer) error {
				require.NoError(s, w.use(s.ctx, tx, at))
				require.NoError(s, tx.Record(s.ctx, s.event("tested")))
				end()
				return nil
			})
			s.is(domain.KindUnavailable, "", err)
			nothing("the context ends", err)

			s.failEach(func() bool {
				err := s.tryChange(at, func(tx domain.Changer) error { return w.use(s.ctx, tx, at) })
				if err == nil {
					return false
				}
				s.is(domain.KindUnavailable, "", err)
				nothing("a statement fails", err)
				return true
			})
			require.NotEqual(s, before, s.dump(at.tenant.ID), "in the end it succeeds")
		})
	}
	s.run("work that goes on after a failure", func(s *suite) {
		w := s.world("going-on")
		before := s.dump(w.tenant.ID)
		err := s.tryChange(w, func(tx domain.Changer) error {
			s.is(domain.KindConflict, "client_id_taken", tx.AddClient(s.ctx, w.client))
			return nil
		})
		s.is(domain.KindConflict, "client_id_taken", err)
		require.Equal(s, before, s.dump(w.tenant.ID))
	})
}

// failEach runs work again and again and lets the first, the second, … of its
// statements fail, until work reports that none did.
func (s *suite) failEach(work func() bool) {
	s.Helper()
	defer s.setFault(nil)
	for nth := 1; ; nth++ {
		seen, failing := 0, ""
		s.setFault(func(_ context.Context, statement string) error {
			if seen++; seen == nth {
				failing = statement
				return errors.New("injected")
			}
			return nil
		})
		failed := work()
		s.setFault(nil)
		if !failed {
			require.Greater(s, nth, 3, "hardly a statement was seen")
			require.Empty(s, failing, "a failure went unnoticed")
			return
		}
		require.NotEmpty(s, failing)
	}
}

// testUnavailable lets the engine fail under every read: that is never an
// answer, and never "no such thing".
func testUnavailable(s *suite) {
	w := s.world("w")
	for _, name := range methods(readerType) {
		s.run(name, func(s *suite) {
			s.setFault(func(_ context.Context, statement string) error {
				if strings.HasPrefix(statement, "SELECT") {
					return errors.New("injected")
				}
				return nil
			})
			require.Contains(s, readers[name](s, w, w), "injected")
			ended, end := context.WithCancel(s.ctx)
			end()
			s.setFault(nil)
			part := *s
			part.ctx = ended
			require.Contains(s, readers[name](&part, w, w), context.Canceled.Error())
		})
	}
	s.run("installation", func(s *suite) {
		ended, end := context.WithCancel(s.ctx)
		end()
		_, err := s.store.FindTenant(ended, w.tenant.Slug)
		s.is(domain.KindUnavailable, "", err)
		_, err = s.store.Tenants(ended, "", domain.Page{Limit: 1})
		s.is(domain.KindUnavailable, "", err)
		_, err = s.store.Drawers(ended)
		s.is(domain.KindUnavailable, "", err)
		s.is(domain.KindUnavailable, "", s.store.OpenDrawers(ended, []domain.Drawer{1}))
		s.is(domain.KindUnavailable, "", s.store.Ping(ended))
		s.is(domain.KindUnavailable, "", s.store.CreateTenant(ended, s.act(), s.rows("never"), s.event("tenant.created")))
	})
}
