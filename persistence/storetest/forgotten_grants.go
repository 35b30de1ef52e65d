package storetest

import (
	"crypto/sha256"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// testForgottenGrants asks which grants are over a month after they began, and that
// those go and no others.
func testForgottenGrants(s *suite) {
	const month = 30 * 24 * time.Hour
	later := s.now.Add(month)
	forget := func(s *suite, w *world, before time.Time, page domain.Page) (removed int, next string) {
		s.Helper()
		revision := s.revision(w)
		require.NoError(s, w.Add(s.ctx, domain.Act{By: s.act().By, At: later}, func(tx domain.Adder) (err error) {
			removed, next, err = tx.ForgetGrants(s.ctx, before, page)
			return err
		}))
		require.Equal(s, revision, s.revision(w), "what anybody remembers stays true")
		return removed, next
	}
	all := domain.Page{Limit: domain.MaxPage}
	there := func(s *suite, w *world, id string) bool {
		s.Helper()
		_, err := w.FindGrant(s.ctx, id)
		if !domain.KindNotFound.Is(err) {
			require.NoError(s, err)
		}
		return err == nil
	}
	lasts := func(until time.Time) func(*suite, *world, domain.Grant) {
		return func(s *suite, w *world, grant domain.Grant) {
			s.add(w, func(tx domain.Adder) error {
				session := w.session
				session.ID, session.Hash, session.Expires = grant.Session, sha256.Sum256([]byte(grant.Session)), until
				return tx.OpenSession(s.ctx, session)
			})
		}
	}
	coded := func(until time.Time) func(*suite, *world, domain.Grant) {
		return func(s *suite, w *world, grant domain.Grant) {
			s.add(w, func(tx domain.Adder) error {
				return tx.AddCode(s.ctx, domain.Code{Hash: sha256.Sum256([]byte(grant.ID)), Grant: grant.ID, Asked: w.code.Asked, Expires: until})
			})
		}
	}
	granted := func(until time.Time) func(*suite, *world, domain.Grant) {
		return func(s *suite, w *world, grant domain.Grant) {
			s.add(w, func(tx domain.Adder) error {
				request := w.device
				request.Hash, request.UserCode, request.Expires = sha256.Sum256([]byte(grant.ID)), sha256.Sum256([]byte("user code of "+grant.ID)), until
				require.NoError(s, tx.AddDeviceRequest(s.ctx, request))
				first, err := tx.DecideDeviceRequest(s.ctx, request.Hash, domain.DeviceDecision{Grant: grant.ID}, s.now)
				require.True(s, first)
				return err
			})
		}
	}
	revoked := func(at time.Time) func(*suite, *world, domain.Grant) {
		return func(s *suite, w *world, grant domain.Grant) {
			s.change(w, func(tx domain.Changer) error {
				_, err := tx.RevokeGrant(s.ctx, grant.ID, domain.Revocation{At: at, By: "user:1", Reason: "lost"})
				return err
			})
		}
	}
	for _, row := range []struct {
		name  string
		stays bool
		given func(*suite, *world, domain.Grant)
	}{
		{"nothing", false, func(*suite, *world, domain.Grant) {}},
		{"a token", true, func(s *suite, w *world, grant domain.Grant) {
			s.add(w, func(tx domain.Adder) error { return tx.AddToken(s.ctx, s.token(grant.ID, grant, w.server)) })
		}},
		{"a code that is good", true, coded(later.Add(time.Millisecond))},
		{"a code that has expired", false, coded(later)},
		{"a device request that is good", true, granted(later.Add(time.Millisecond))},
		{"a device request that has expired", false, granted(later)},
		{"a session that is good", true, lasts(later.Add(time.Millisecond))},
		{"a session that has expired", false, lasts(later)},
		{"a revocation a week ago", true, revoked(later.Add(-7 * 24 * time.Hour))},
		{"a revocation before that", false, revoked(later.Add(-7*24*time.Hour - time.Millisecond))},
	} {
		s.run(row.name, func(s *suite) {
			w := s.world(s.fresh("over-"))
			grant := w.personal
			grant.ID, grant.Session = s.fresh("grant-"), s.fresh("session-")
			s.add(w, func(tx domain.Adder) error { return tx.AddGrant(s.ctx, grant) })
			row.given(s, w, grant)
			forget(s, w, later.Add(-7*24*time.Hour), all)
			require.Equal(s, row.stays, there(s, w, grant.ID))
			require.True(s, there(s, w, w.personal.ID), "it has a token")
		})
	}
	s.run("a standing grant", func(s *suite) {
		w := s.world("standing")
		client := s.client("standing-alone", w.server.ID)
		s.change(w, func(tx domain.Changer) error { return tx.AddClient(s.ctx, client) })
		var standing domain.Grant
		s.add(w, func(tx domain.Adder) (err error) {
			standing, err = tx.OpenStandingGrant(s.ctx, domain.Grant{ID: "alone", Client: client.ID, Type: domain.ClientCredentials, Created: s.now})
			return err
		})
		forget(s, w, later, all)
		require.True(s, there(s, w, standing.ID), "while it is live")
		revoked(s.now)(s, w, standing)
		forget(s, w, later, all)
		require.False(s, there(s, w, standing.ID), "once it is revoked")
	})
	s.run("page by page, the oldest first", func(s *suite) {
		w := s.world("pages")
		forget(s, w, later, all)
		var ids []string
		s.add(w, func(tx domain.Adder) error {
			for i := range 5 {
				grant := w.personal
				grant.ID, grant.Session, grant.Created = s.fresh("page-"), "", s.now.Add(time.Duration(i/2)*time.Hour)
				require.NoError(s, tx.AddGrant(s.ctx, grant))
				ids = append(ids, grant.ID)
			}
			return tx.AddToken(s.ctx, s.token("kept", domain.Grant{ID: ids[1], Client: w.client.ID, User: w.user.ID}, w.server))
		})
		left := func() (left []string) {
			for _, id := range ids {
				if there(s, w, id) {
					left = append(left, id)
				}
			}
			return left
		}
		removed, next := forget(s, w, s.now, all)
		require.Zero(s, removed, "one that begins at the time stays")
		require.Empty(s, next)
		// Two that the world was made with, and have tokens or a session, come first.
		steps := 0
		for page := (domain.Page{Limit: 2}); ; steps++ {
			n, next := forget(s, w, s.now.Add(2*time.Hour), page)
			removed += n
			if page.After = next; next == "" {
				break
			}
			require.Less(s, steps, 10)
		}
		require.Equal(s, 3, removed)
		require.Equal(s, []string{ids[1], ids[4]}, left(), "one has a token, and one began at the time")
		s.is(domain.KindInvalid, "", w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
			_, _, err := tx.ForgetGrants(s.ctx, later, domain.Page{})
			return err
		}))
	})
}
