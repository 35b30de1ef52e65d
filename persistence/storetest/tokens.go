package storetest

import (
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testGrants(s *suite) {
	w := s.world("w")
	found, err := w.FindGrant(s.ctx, w.personal.ID)
	require.NoError(s, err)
	require.Equal(s, w.personal, found)
	_, err = w.FindGrant(s.ctx, "nobody")
	s.is(domain.KindNotFound, "", err)

	open := func(grant domain.Grant) (opened domain.Grant, err error) {
		err = w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
			opened, err = tx.OpenStandingGrant(s.ctx, grant)
			return err
		})
		return opened, err
	}
	another := domain.Grant{ID: "another", Client: w.client.ID, Type: domain.ClientCredentials, Created: s.now.Add(1)}
	got, err := open(another)
	require.NoError(s, err)
	require.Equal(s, w.standing, got, "there is one already")

	s.change(w, func(tx domain.Changer) error {
		first, err := tx.RevokeGrant(s.ctx, w.standing.ID, domain.Revocation{At: s.now, By: "a", Reason: "b"})
		require.True(s, first)
		return err
	})
	got, err = open(another)
	require.NoError(s, err)
	another.Created = s.now
	require.Equal(s, another, got, "a revoked one does not stand")
	client, _, err := w.FindClient(s.ctx, w.client.ID)
	require.NoError(s, err)
	require.Equal(s, "another", client.StandingGrant)

	_, err = open(domain.Grant{ID: "third", Client: "nobody", Type: domain.ClientCredentials, Created: s.now})
	s.is(domain.KindNotFound, "", err)
	err = w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddGrant(s.ctx, w.personal) })
	s.is(domain.KindConflict, "", err)

	list := func(filter domain.GrantFilter) (ids []string) {
		page, err := w.Grants(s.ctx, filter, domain.Page{Limit: 10})
		require.NoError(s, err)
		for _, g := range page.Items {
			ids = append(ids, g.ID)
		}
		return ids
	}
	require.Equal(s, []string{"w-standing", "w-personal", "w-over-w-client", "another"}, list(domain.GrantFilter{Client: w.client.ID}))
	require.Equal(s, []string{"w-personal", "w-over-w-client"}, list(domain.GrantFilter{User: w.user.ID}))
	require.Equal(s, []string{"w-personal", "w-over-w-client"}, list(domain.GrantFilter{User: w.user.ID, Client: w.client.ID}))
	require.Empty(s, list(domain.GrantFilter{Client: "nobody"}))
}

func testTokens(s *suite) {
	s.run("what is filed is found again", func(s *suite) {
		w := s.world("w")
		for _, token := range []domain.Token{w.access, w.spoken} {
			found, err := w.LookUp(s.ctx, token.Key)
			require.NoError(s, err)
			require.Equal(s, token, *found.Token)
		}
		bare := domain.Token{
			Key: domain.TokenKey{Drawer: testedDrawers[2]}, Kind: domain.RefreshToken, Format: domain.JWT, Grant: "gone", Client: "gone",
			Issued: s.now, NotBefore: s.now.Truncate(time.Second), Expires: s.now.Truncate(time.Second).Add(365 * 24 * time.Hour),
			Revoked: &domain.Revocation{At: s.now, By: "client:shop", Reason: ""},
		}
		s.add(w, func(tx domain.Adder) error { return tx.AddToken(s.ctx, bare) })
		found, err := w.LookUp(s.ctx, bare.Key)
		require.NoError(s, err)
		require.Equal(s, domain.Finding{Revision: s.revision(w), Token: &bare}, found)
	})
	s.run("a token is filed once", func(s *suite) {
		w := s.world("w")
		err := w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddToken(s.ctx, w.access) })
		s.is(domain.KindConflict, "token_taken", err)
	})
	s.run("twice for the same resource server", func(s *suite) {
		w := s.world("w")
		token := s.token("both", w.standing, w.server)
		token.Audience = append(token.Audience, domain.Target{ResourceServer: w.server.ID, Identifier: w.server.Identifiers[1]})
		s.add(w, func(tx domain.Adder) error { return tx.AddToken(s.ctx, token) })
		page, err := w.Tokens(s.ctx, domain.TokenFilter{ResourceServer: w.server.ID}, s.now, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Len(s, page.Items, 3)
	})
}

func testLookUp(s *suite) {
	w := s.world("w")
	s.run("with the state of everything that could turn the answer", func(s *suite) {
		found, err := w.LookUp(s.ctx, w.spoken.Key)
		require.NoError(s, err)
		require.Equal(s, domain.Finding{
			Revision: s.revision(w), Token: &w.spoken, GrantFound: true,
			Client: &domain.ClientState{Status: domain.Active, Epoch: 1, Allowed: w.client.Allowed, Managing: true, ActsFor: w.client.ActsFor},
			User:   &domain.UserState{Status: domain.Active, Epoch: 1, Username: w.user.Username, Roles: w.user.Roles},
		}, found)
		found, err = w.LookUp(s.ctx, w.access.Key)
		require.NoError(s, err)
		require.Nil(s, found.User, "it speaks for nobody")
	})
	s.run("a key that was never issued", func(s *suite) {
		other := w.access.Key
		other.Hash[15] ^= 1
		elsewhere := w.access.Key
		elsewhere.Drawer = testedDrawers[1]
		nowhere := w.access.Key
		nowhere.Drawer = testedDrawers[0] + 1000
		for _, key := range []domain.TokenKey{other, elsewhere, nowhere} {
			found, err := w.LookUp(s.ctx, key)
			require.NoError(s, err)
			require.Equal(s, domain.Finding{Revision: s.revision(w)}, found)
		}
	})
	s.run("in a transaction it sees what the transaction did", func(s *suite) {
		s.change(w, func(tx domain.Changer) error {
			_, err := tx.RevokeToken(s.ctx, w.access.Key, domain.Revocation{At: s.now, By: "x"})
			require.NoError(s, err)
			found, err := tx.LookUp(s.ctx, w.access.Key)
			require.NoError(s, err)
			require.NotNil(s, found.Token.Revoked)
			outside, err := w.LookUp(s.ctx, w.access.Key)
			require.NoError(s, err)
			require.Nil(s, outside.Token.Revoked, "nobody else does, before the commit")
			return err
		})
		require.Equal(s, domain.ReasonRevoked, s.liveness(w, w.access.Key))
	})
}

func testLookUpAll(s *suite) {
	w := s.world("w")
	missing, nowhere := w.access.Key, w.access.Key
	missing.Hash[15] ^= 1
	nowhere.Drawer = testedDrawers[0] + 1000
	s.run("each as alone, in their order", func(s *suite) {
		for _, keys := range [][]domain.TokenKey{
			nil,
			{w.access.Key},
			{missing},
			{nowhere},
			{nowhere, missing},
			{w.spoken.Key, missing, w.access.Key, w.spoken.Key, nowhere},
			slices.Repeat([]domain.TokenKey{w.access.Key, missing, w.spoken.Key}, 100),
		} {
			all, err := w.LookUpAll(s.ctx, keys)
			require.NoError(s, err)
			require.Len(s, all, len(keys))
			for i, key := range keys {
				alone, err := w.LookUp(s.ctx, key)
				require.NoError(s, err)
				require.Equal(s, alone, all[i])
			}
		}
	})
	s.run("in a transaction it sees what the transaction did", func(s *suite) {
		s.change(w, func(tx domain.Changer) error {
			_, err := tx.RevokeToken(s.ctx, w.access.Key, domain.Revocation{At: s.now, By: "x"})
			require.NoError(s, err)
			none, err := tx.LookUpAll(s.ctx, nil)
			require.NoError(s, err)
			require.Empty(s, none)
			found, err := tx.LookUpAll(s.ctx, []domain.TokenKey{missing, w.spoken.Key, w.access.Key})
			require.NoError(s, err)
			require.Nil(s, found[0].Token)
			require.Equal(s, w.spoken, *found[1].Token)
			require.NotNil(s, found[2].Token.Revoked)
			outside, err := w.LookUpAll(s.ctx, []domain.TokenKey{missing, w.access.Key})
			require.NoError(s, err)
			require.Nil(s, outside[1].Token.Revoked, "nobody else does, before the commit")
			return err
		})
		require.Equal(s, domain.ReasonRevoked, s.liveness(w, w.access.Key))
	})
}

func testRevocation(s *suite) {
	first := domain.Revocation{At: s.now.Add(time.Minute), By: "user:1", Reason: "lost"}
	second := domain.Revocation{At: s.now.Add(time.Hour), By: "user:2", Reason: "found"}
	s.run("a token", func(s *suite) {
		w := s.world("w")
		for i, revocation := range []domain.Revocation{first, second} {
			s.change(w, func(tx domain.Changer) error {
				fresh, err := tx.RevokeToken(s.ctx, w.access.Key, revocation)
				require.Equal(s, i == 0, fresh)
				return err
			})
		}
		found, err := w.LookUp(s.ctx, w.access.Key)
		require.NoError(s, err)
		require.Equal(s, &first, found.Token.Revoked, "the first revocation is the one that is kept")
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.spoken.Key), "others live on")
		missing := w.access.Key
		missing.Hash[0]++
		err = s.tryChange(w, func(tx domain.Changer) error {
			_, err := tx.RevokeToken(s.ctx, missing, first)
			return err
		})
		s.is(domain.KindNotFound, "", err)
	})
	s.run("a grant", func(s *suite) {
		w := s.world("w")
		for i, revocation := range []domain.Revocation{first, second} {
			s.change(w, func(tx domain.Changer) error {
				fresh, err := tx.RevokeGrant(s.ctx, w.personal.ID, revocation)
				require.Equal(s, i == 0, fresh)
				return err
			})
		}
		grant, err := w.FindGrant(s.ctx, w.personal.ID)
		require.NoError(s, err)
		require.Equal(s, &first, grant.Revoked)
		found, err := w.LookUp(s.ctx, w.spoken.Key)
		require.NoError(s, err)
		require.Equal(s, &first, found.GrantRevoked)
		require.Equal(s, domain.ReasonGrantRevoked, s.liveness(w, w.spoken.Key))
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.access.Key))
	})
	s.run("a client", func(s *suite) {
		w := s.world("w")
		s.change(w, func(tx domain.Changer) error { return tx.RaiseClientEpoch(s.ctx, w.client.ID) })
		require.Equal(s, domain.ReasonClientRevoked, s.liveness(w, w.access.Key))
		require.Equal(s, domain.ReasonClientRevoked, s.liveness(w, w.spoken.Key))
	})
}
