package storetest

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// claim takes what is due at now, with room for everything unless the claim says
// otherwise.
func (s *suite) claim(in domain.Tenancy, now time.Time, claim domain.NoticeClaim) (taken []domain.LogoutNotice) {
	s.Helper()
	if claim.Until.IsZero() {
		claim.Until = now.Add(time.Minute)
	}
	if claim.Limit == 0 {
		claim.Limit, claim.PerHost = 100, 100
	}
	require.NoError(s, in.Add(s.ctx, domain.Act{By: s.act().By, At: now}, func(tx domain.Adder) (err error) {
		taken, err = tx.ClaimLogoutNotices(s.ctx, claim)
		return err
	}))
	return taken
}

func testLogoutNotices(s *suite) {
	ends := map[string]func(w *world, tx domain.Changer) error{
		"signing out": func(w *world, tx domain.Changer) error {
			return tx.EndSession(s.ctx, w.session.ID, domain.Revocation{At: s.now, By: "user:1"})
		},
		"raising the user's epoch": func(w *world, tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) },
		"removing the user":        func(w *world, tx domain.Changer) error { return tx.RemoveUser(s.ctx, w.user.ID) },
		"disabling the user": func(w *world, tx domain.Changer) error {
			user := w.user
			user.Status = domain.Disabled
			return tx.EditUser(s.ctx, user)
		},
	}
	for how, end := range ends {
		s.run("a session ends by "+how, func(s *suite) {
			w := s.world("ends")
			s.claimAll(w)
			quiet := s.client("quiet")
			quiet.Registration.BackchannelLogoutURI = ""
			s.add(w, func(tx domain.Adder) error {
				require.NoError(s, tx.AddClient(s.ctx, quiet))
				stands, err := tx.IdentifyGrant(s.ctx, w.personal.ID)
				require.True(s, stands)
				for _, more := range []domain.Grant{
					{ID: "twice", Client: w.client.ID, Identified: true},
					{ID: "unidentified", Client: w.client.ID},
					{ID: "offline", Client: w.client.ID, Identified: true, Offline: true},
					{ID: "untold", Client: quiet.ID, Identified: true},
				} {
					more.User, more.Type, more.Created, more.Session = w.user.ID, domain.AuthorizationCode, s.now, w.session.ID
					require.NoError(s, tx.AddGrant(s.ctx, more))
				}
				return err
			})
			s.change(w, func(tx domain.Changer) error { return end(w, tx) })
			_, err := w.FindSession(s.ctx, w.session.Hash)
			s.is(domain.KindNotFound, "", err)
			require.Equal(s, []domain.LogoutNotice{{
				Client: w.client.ID, Session: w.session.ID, User: w.user.ID, Host: w.client.ID + ".example", Attempts: 1,
				Created: s.now, Due: s.now.Add(time.Minute),
			}}, s.claim(w, s.now, domain.NoticeClaim{}), "one for each client that wants to be told")
		})
	}
	s.run("nobody is told of a session in which no ID token was given", func(s *suite) {
		w := s.world("unidentified")
		s.claimAll(w)
		s.change(w, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) })
		require.Empty(s, s.claim(w, s.now, domain.NoticeClaim{}))
	})
	s.run("disabled and active again, what was given lives, and the session does not", func(s *suite) {
		w := s.world("again")
		user := w.user
		for _, status := range []domain.Status{domain.Disabled, domain.Active} {
			user.Status = status
			s.change(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, user) })
			user.Version++
		}
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.spoken.Key))
		grant, err := w.FindGrant(s.ctx, w.personal.ID)
		require.NoError(s, err)
		require.Empty(s, grant.Session, "it has none that stands")
		s.add(w, func(tx domain.Adder) error {
			stands, err := tx.IdentifyGrant(s.ctx, w.personal.ID)
			require.False(s, stands)
			return err
		})
	})
	s.run("taken, nobody else gets it until the claim ends", func(s *suite) {
		w := s.world("taken")
		taken := s.claim(w, s.now, domain.NoticeClaim{})
		require.Len(s, taken, 1)
		want := w.notice
		want.Attempts, want.Due = 1, s.now.Add(time.Minute)
		require.Equal(s, want, taken[0])
		require.Empty(s, s.claim(w, s.now.Add(time.Minute-time.Millisecond), domain.NoticeClaim{}))
		again := s.claim(w, s.now.Add(time.Minute), domain.NoticeClaim{})
		require.Len(s, again, 1)
		require.Equal(s, 2, again[0].Attempts)
		// Whoever had it before has nothing to say any more, but that it is done.
		s.add(w, func(tx domain.Adder) error { return tx.PostponeLogoutNotice(s.ctx, taken[0], s.now) })
		require.Empty(s, s.claim(w, s.now.Add(time.Minute), domain.NoticeClaim{}))
		s.add(w, func(tx domain.Adder) error { return tx.RemoveLogoutNotice(s.ctx, taken[0]) })
		require.Empty(s, s.claim(w, s.now.Add(time.Hour), domain.NoticeClaim{}))
		s.add(w, func(tx domain.Adder) error { return tx.RemoveLogoutNotice(s.ctx, taken[0]) })
	})
	s.run("of many at once one gets it", func(s *suite) {
		w := s.world("race")
		for range 20 {
			s.signOut(w, s.fresh("race-"), w.client)
		}
		var mu sync.Mutex
		var all sync.WaitGroup
		seen := map[string]int{}
		for range 10 {
			all.Go(func() {
				for range 20 {
					for _, notice := range s.claim(w, s.now, domain.NoticeClaim{Limit: 3, PerHost: 3}) {
						mu.Lock()
						seen[notice.Session]++
						mu.Unlock()
					}
				}
			})
		}
		all.Wait()
		for _, notice := range s.claim(w, s.now, domain.NoticeClaim{}) {
			seen[notice.Session]++
		}
		require.Len(s, seen, 21)
		for session, times := range seen {
			require.Equal(s, 1, times, session)
		}
	})
	s.run("no host has more than its share", func(s *suite) {
		w := s.world("hosts")
		s.claimAll(w)
		var clients []domain.Client
		for _, id := range []string{"one", "two", "three"} {
			client := s.client("host-" + id)
			clients = append(clients, client)
			s.add(w, func(tx domain.Adder) error { return tx.AddClient(s.ctx, client) })
		}
		for range 4 {
			s.signOut(w, s.fresh("hosts-"), clients[:2]...)
		}
		s.now = s.now.Add(time.Second)
		s.signOut(w, s.fresh("hosts-"), clients[2])
		taken := s.claim(w, s.now, domain.NoticeClaim{Limit: 10, PerHost: 2, Except: []string{"host-two.example"}})
		require.Equal(s, map[string]int{"host-one.example": 2, "host-three.example": 1}, hosts(taken))
		require.Len(s, s.claim(w, s.now, domain.NoticeClaim{Limit: 1, PerHost: 2}), 1)
	})
	s.run("tenants with notices are found", func(s *suite) {
		w := s.world("found")
		due := func(now time.Time) bool {
			slugs, err := s.store.NoticesDue(s.ctx, now, 1000)
			require.NoError(s, err)
			return slices.Contains(slugs, w.tenant.Slug)
		}
		require.True(s, due(s.now))
		require.False(s, due(s.now.Add(-time.Millisecond)))
		taken := s.claim(w, s.now, domain.NoticeClaim{})
		require.False(s, due(s.now.Add(time.Minute-time.Millisecond)))
		require.True(s, due(s.now.Add(time.Minute)))
		s.add(w, func(tx domain.Adder) error { return tx.PostponeLogoutNotice(s.ctx, taken[0], s.now.Add(time.Second)) })
		require.True(s, due(s.now.Add(time.Second)))
		s.change(w, func(tx domain.Changer) error {
			rows, err := tx.Load(s.ctx)
			require.NoError(s, err)
			rows.Tenant.Status = domain.Suspended
			return tx.EditTenant(s.ctx, rows.Tenant)
		})
		require.False(s, due(s.now.Add(time.Hour)), "suspended tenants wait")
		s.claim(w, s.now.Add(time.Hour), domain.NoticeClaim{Except: []string{w.notice.Host}})
		s.add(w, func(tx domain.Adder) error { return tx.RemoveLogoutNotice(s.ctx, taken[0]) })
		s.claim(w, s.now.Add(time.Hour), domain.NoticeClaim{})
		require.False(s, due(s.now.Add(1000*time.Hour)))
		first, err := s.store.NoticesDue(s.ctx, s.now.Add(1000*time.Hour), 1)
		require.NoError(s, err)
		require.Len(s, first, 1)
	})
	s.run("who changes the tenant is not waited for", func(s *suite) {
		w := s.world("busy")
		s.change(w, func(domain.Changer) error {
			if strings.HasPrefix(s.url, "sqlite:") {
				return nil // one writer, who is us
			}
			require.Empty(s, s.claim(w, s.now, domain.NoticeClaim{}))
			return nil
		})
		require.Len(s, s.claim(w, s.now, domain.NoticeClaim{}), 1)
	})
}

// claimAll takes away what the world began with.
func (s *suite) claimAll(w *world) {
	s.Helper()
	for _, notice := range s.claim(w, s.now, domain.NoticeClaim{}) {
		s.add(w, func(tx domain.Adder) error { return tx.RemoveLogoutNotice(s.ctx, notice) })
	}
}

func hosts(notices []domain.LogoutNotice) map[string]int {
	count := map[string]int{}
	for _, notice := range notices {
		count[notice.Host]++
	}
	return count
}
