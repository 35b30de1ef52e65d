package storetest

import (
	"crypto/sha256"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testSigningIn(s *suite) {
	s.run("what is kept is found again", func(s *suite) {
		w := s.world("kept")
		session, err := w.FindSession(s.ctx, w.session.Hash)
		require.NoError(s, err)
		require.Equal(s, w.session, session)
		pending, err := w.FindAuthorizationRequest(s.ctx, w.pending.Hash)
		require.NoError(s, err)
		require.Equal(s, w.pending, pending)
		code, err := w.FindCode(s.ctx, w.code.Hash)
		require.NoError(s, err)
		require.Equal(s, w.code, code)
		consent, err := w.FindConsent(s.ctx, w.user.ID, w.client.ID)
		require.NoError(s, err)
		require.Equal(s, w.consent, consent)
		grant, err := w.FindGrant(s.ctx, w.personal.ID)
		require.NoError(s, err)
		require.Equal(s, w.personal, grant)
	})
	s.run("a session is seen", func(s *suite) {
		w := s.world("seen")
		s.add(w, func(tx domain.Adder) error { return tx.SeeSession(s.ctx, w.session.ID, s.now.Add(time.Minute)) })
		session, err := w.FindSession(s.ctx, w.session.Hash)
		require.NoError(s, err)
		require.Equal(s, s.now.Add(time.Minute), session.Seen)
	})
	s.run("a session gets another cookie", func(s *suite) {
		w := s.world("renewed")
		renewed := w.session
		renewed.Hash, renewed.Authenticated, renewed.Seen = sha256.Sum256([]byte("another")), s.now.Add(time.Minute), s.now.Add(time.Minute)
		s.add(w, func(tx domain.Adder) error { return tx.RenewSession(s.ctx, renewed) })
		_, err := w.FindSession(s.ctx, w.session.Hash)
		s.is(domain.KindNotFound, "", err)
		found, err := w.FindSession(s.ctx, renewed.Hash)
		require.NoError(s, err)
		require.Equal(s, renewed, found)
		renewed.User = "somebody else"
		s.is(domain.KindNotFound, "", w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.RenewSession(s.ctx, renewed) }))
	})
	s.run("a session ends with what was given in it", func(s *suite) {
		w := s.world("ends")
		offline := w.personal
		offline.ID, offline.Offline = "offline", true
		kept := s.token("offline", offline, w.server)
		s.add(w, func(tx domain.Adder) error {
			require.NoError(s, tx.AddGrant(s.ctx, offline))
			return tx.AddToken(s.ctx, kept)
		})
		s.change(w, func(tx domain.Changer) error {
			return tx.EndSession(s.ctx, w.session.ID, domain.Revocation{At: s.now, By: "user:1"})
		})
		_, err := w.FindSession(s.ctx, w.session.Hash)
		s.is(domain.KindNotFound, "", err)
		require.Equal(s, domain.ReasonGrantRevoked, s.liveness(w, w.spoken.Key))
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.access.Key))
		require.Equal(s, domain.ReasonActive, s.liveness(w, kept.Key))
	})
	s.run("a consent is replaced and removed", func(s *suite) {
		w := s.world("consent")
		more := w.consent.With([]domain.Target{{ResourceServer: w.other.ID, Identifier: w.other.Identifiers[0], Scope: domain.Scope{"write"}}})
		more.Updated = s.now.Add(time.Minute)
		s.add(w, func(tx domain.Adder) error { return tx.SetConsent(s.ctx, more) })
		found, err := w.FindConsent(s.ctx, w.user.ID, w.client.ID)
		require.NoError(s, err)
		require.Equal(s, more, found)
		s.change(w, func(tx domain.Changer) error {
			return tx.Disconnect(s.ctx, w.user.ID, w.client.ID, domain.Revocation{At: s.now, By: "test"})
		})
		_, err = w.FindConsent(s.ctx, w.user.ID, w.client.ID)
		s.is(domain.KindNotFound, "", err)
	})
	s.run("of many at once one gets it", func(s *suite) {
		w := s.world("race")
		var used, taken atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				err := w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
					first, err := tx.UseCode(s.ctx, w.code.Hash, s.now)
					if first {
						used.Add(1)
					}
					return err
				})
				if err != nil {
					s.Errorf("use a code: %v", err)
				}
				err = w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
					first, err := tx.TakeAuthorizationRequest(s.ctx, w.pending.Hash)
					if first {
						taken.Add(1)
					}
					return err
				})
				if err != nil {
					s.Errorf("take a request: %v", err)
				}
			})
		}
		all.Wait()
		require.Equal(s, []int64{1, 1}, []int64{used.Load(), taken.Load()})
		code, err := w.FindCode(s.ctx, w.code.Hash)
		require.NoError(s, err)
		require.Equal(s, s.now, code.Used)
	})
	s.run("what expires goes by itself", func(s *suite) {
		w := s.world("expires")
		late := domain.Act{By: domain.SystemActor("storetest"), At: s.now.Add(2 * time.Hour)}
		for n := range 3 {
			require.NoError(s, w.Add(s.ctx, late, func(tx domain.Adder) error {
				session, pending, code := w.session, w.pending, w.code
				name := []byte("later-" + strconv.Itoa(n))
				session.ID, session.Hash, session.Expires = string(name), sha256.Sum256(append(name, 's')), late.At.Add(time.Hour)
				pending.Hash, pending.Expires = sha256.Sum256(append(name, 'p')), late.At.Add(time.Hour)
				code.Hash, code.Expires = sha256.Sum256(append(name, 'c')), late.At.Add(time.Hour)
				require.NoError(s, tx.OpenSession(s.ctx, session))
				require.NoError(s, tx.KeepAuthorizationRequest(s.ctx, pending))
				return tx.AddCode(s.ctx, code)
			}))
		}
		_, err := w.FindSession(s.ctx, w.session.Hash)
		s.is(domain.KindNotFound, "", err)
		_, err = w.FindAuthorizationRequest(s.ctx, w.pending.Hash)
		s.is(domain.KindNotFound, "", err)
		_, err = w.FindCode(s.ctx, w.code.Hash)
		s.is(domain.KindNotFound, "", err)
		page, err := w.Sessions(s.ctx, w.user.ID, domain.Page{Limit: 2})
		require.NoError(s, err)
		require.Len(s, page.Items, 2)
		rest, err := w.Sessions(s.ctx, w.user.ID, domain.Page{Limit: 2, After: page.Next})
		require.NoError(s, err)
		require.Len(s, rest.Items, 1)
	})
}
