package storetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testPersonal(s *suite) {
	s.run("a name is found by user and by token", func(s *suite) {
		w := s.world("kept")
		page, err := w.NamedTokens(s.ctx, w.user.ID, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Equal(s, []domain.NamedToken{w.named}, page.Items)
		names, err := w.NamesOf(s.ctx, []domain.TokenKey{w.access.Key, w.named.Key})
		require.NoError(s, err)
		require.Equal(s, map[domain.TokenKey]domain.NamedToken{w.named.Key: w.named}, names)
		names, err = w.NamesOf(s.ctx, nil)
		require.NoError(s, err)
		require.Empty(s, names)
		_, err = w.NamesOf(s.ctx, make([]domain.TokenKey, domain.MaxPage+1))
		s.is(domain.KindInvalid, "", err)
		page, err = w.NamedTokens(s.ctx, "nobody", domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Empty(s, page.Items)
	})
	s.run("newest first, page by page", func(s *suite) {
		w := s.world("paged")
		for n := range 4 {
			named := w.named
			named.Key.Hash[0] += byte(n + 1)
			// Two of each moment.
			named.Created = s.now.Add(time.Duration(n/2+1) * time.Minute)
			s.add(w, func(tx domain.Adder) error { return tx.NameToken(s.ctx, named) })
		}
		var seen []time.Time
		for page := (domain.Page{Limit: 1}); ; {
			list, err := w.NamedTokens(s.ctx, w.user.ID, page)
			require.NoError(s, err)
			for _, item := range list.Items {
				seen = append(seen, item.Created)
			}
			if page.After = list.Next; page.After == "" {
				break
			}
		}
		at := func(minutes int) time.Time { return s.now.Add(time.Duration(minutes) * time.Minute) }
		require.Equal(s, []time.Time{at(2), at(2), at(1), at(1), at(0)}, seen)
		_, err := w.NamedTokens(s.ctx, w.user.ID, domain.Page{Limit: 1, After: "nonsense"})
		s.is(domain.KindInvalid, "", err)
	})
	s.run("a token has one name, of a user that is there", func(s *suite) {
		w := s.world("once")
		s.is(domain.KindConflict, "token_taken", s.tryChange(w, func(tx domain.Changer) error { return tx.NameToken(s.ctx, w.named) }))
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error {
			named := w.named
			named.Key.Hash[0]++
			named.User = "nobody"
			return tx.NameToken(s.ctx, named)
		}))
	})
	s.run("names go by themselves, and with their user", func(s *suite) {
		w := s.world("goes")
		s.add(w, func(tx domain.Adder) error { return tx.AddToken(s.ctx, s.own(w)) })
		late := domain.Act{By: domain.SystemActor("storetest"), At: s.now.Add(2 * time.Hour)}
		require.NoError(s, w.Add(s.ctx, late, func(tx domain.Adder) error {
			named := w.named
			named.Key.Hash[0]++
			named.Created, named.Expires = late.At, late.At.Add(time.Hour)
			require.NoError(s, tx.Record(s.ctx, s.event("tested")))
			return tx.NameToken(s.ctx, named)
		}))
		page, err := w.NamedTokens(s.ctx, w.user.ID, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Len(s, page.Items, 1)
		require.Equal(s, late.At, page.Items[0].Created)
		s.change(w, func(tx domain.Changer) error { return tx.RemoveUser(s.ctx, w.user.ID) })
		page, err = w.NamedTokens(s.ctx, w.user.ID, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Empty(s, page.Items)
		require.Equal(s, domain.ReasonUserRevoked, s.liveness(w, w.named.Key))
	})
	s.run("a token hangs on its person alone", func(s *suite) {
		w := s.world("hangs")
		s.add(w, func(tx domain.Adder) error { return tx.AddToken(s.ctx, s.own(w)) })
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.named.Key))
		s.change(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, w.client.ID) })
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.named.Key))
		s.change(w, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) })
		require.Equal(s, domain.ReasonUserRevoked, s.liveness(w, w.named.Key))
	})
	s.run("a session is found by its id and user", func(s *suite) {
		w := s.world("session")
		session, err := w.FindSessionOf(s.ctx, w.user.ID, w.session.ID)
		require.NoError(s, err)
		require.Equal(s, w.session, session)
		_, err = w.FindSessionOf(s.ctx, "nobody", w.session.ID)
		s.is(domain.KindNotFound, "", err)
		_, err = w.FindSessionOf(s.ctx, w.user.ID, "nothing")
		s.is(domain.KindNotFound, "", err)
	})
	s.run("a client is disconnected", func(s *suite) {
		w := s.world("disconnect")
		offline, another := w.personal, w.personal
		offline.ID, offline.Offline = "offline", true
		other := s.client("disconnect-other", w.server.ID)
		another.ID, another.Client = "another", other.ID
		beside := s.user("beside")
		besides := w.personal
		besides.ID, besides.User = "beside", beside.ID
		s.change(w, func(tx domain.Changer) error {
			require.NoError(s, tx.AddClient(s.ctx, other))
			return tx.AddUser(s.ctx, beside)
		})
		s.add(w, func(tx domain.Adder) error {
			require.NoError(s, tx.AddGrant(s.ctx, offline))
			require.NoError(s, tx.AddGrant(s.ctx, besides))
			return tx.AddGrant(s.ctx, another)
		})
		gone := domain.Revocation{At: s.now, By: "user:1", Reason: "disconnected"}
		disconnect := func(tx domain.Changer) error { return tx.Disconnect(s.ctx, w.user.ID, w.client.ID, gone) }
		s.change(w, disconnect)
		for id, revoked := range map[string]*domain.Revocation{w.personal.ID: &gone, "offline": &gone, "another": nil, "beside": nil, w.standing.ID: nil} {
			grant, err := w.FindGrant(s.ctx, id)
			require.NoError(s, err)
			require.Equal(s, revoked, grant.Revoked, id)
		}
		require.Equal(s, domain.ReasonGrantRevoked, s.liveness(w, w.spoken.Key))
		_, err := w.FindConsent(s.ctx, w.user.ID, w.client.ID)
		s.is(domain.KindNotFound, "", err)
		s.is(domain.KindNotFound, "", s.tryChange(w, disconnect))
	})
}
