package storetest

import (
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// byParts are the methods that change parts alone, so that what rests on others
// stays remembered. A method that is not here changes the whole.
var byParts = map[string]domain.PartKind{
	"RevokeToken": domain.TokenPart, "RevokeGrant": domain.GrantPart, "EndSession": domain.GrantPart, "Disconnect": domain.GrantPart,
	"EditClient": domain.ClientPart, "RemoveClient": domain.ClientPart, "RaiseClientEpoch": domain.ClientPart,
	"AddClientSecret": domain.ClientPart, "ExpireClientSecret": domain.ClientPart, "RemoveClientSecret": domain.ClientPart,
	"SetMember": domain.ClientPart, "AddClient": domain.ClientPart,
	"EditUser": domain.UserPart, "RemoveUser": domain.UserPart, "RaiseUserEpoch": domain.UserPart, "AddUser": domain.UserPart,
	"SetPassword": domain.UserPart, "OfferPasswordLink": domain.UserPart, "TakePasswordLink": domain.UserPart,
}

// testChanges remembers everything that may be remembered, changes something,
// with every method, and holds what is said to have changed to what has.
func testChanges(s *suite) {
	for _, w := range s.writers() {
		s.run(w.name, func(s *suite) {
			at := s.world("at-" + w.name)
			known := s.remember(at)
			s.change(at, func(tx domain.Changer) error { return w.use(s.ctx, tx, at) })
			changes, err := at.Changes(s.ctx, known.snap.Tenant.Revision)
			if w.name == "DeleteTenant" {
				s.is(domain.KindNotFound, "", err)
				return
			}
			require.NoError(s, err)
			require.Equal(s, s.revision(at), changes.Revision)
			kind, byParts := byParts[w.name]
			require.Equal(s, byParts, !changes.Whole)
			if !byParts {
				require.Empty(s, changes.Parts)
				return
			}
			require.Len(s, changes.Parts, 1)
			for part, revision := range changes.Parts {
				require.Equal(s, kind, part.Kind)
				require.Equal(s, changes.Revision, revision)
			}
			known.check(s, at, known.snap.After(changes))
		})
	}
	s.run("of more than one change", func(s *suite) {
		w := s.world("several")
		was := s.revision(w)
		revoke := func(key domain.TokenKey) {
			s.change(w, func(tx domain.Changer) error {
				_, err := tx.RevokeToken(s.ctx, key, domain.Revocation{At: s.now})
				return err
			})
		}
		revoke(w.access.Key)
		revoke(w.spoken.Key)
		revoke(w.access.Key)
		changes, err := w.Changes(s.ctx, was)
		require.NoError(s, err)
		access := domain.Part{Kind: domain.TokenPart, ID: w.access.Key.String()}
		spoken := domain.Part{Kind: domain.TokenPart, ID: w.spoken.Key.String()}
		require.Equal(s, domain.Changes{Revision: was + 3, Parts: map[domain.Part]int64{access: was + 3, spoken: was + 2}}, changes)
		changes, err = w.Changes(s.ctx, was+3)
		require.NoError(s, err)
		require.Equal(s, domain.Changes{Revision: was + 3, Parts: map[domain.Part]int64{}}, changes)
	})
	s.run("a change of the whole between others", func(s *suite) {
		w := s.world("between")
		was := s.revision(w)
		s.change(w, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) })
		s.change(w, func(tx domain.Changer) error { return tx.RaiseTenantEpoch(s.ctx) })
		s.change(w, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) })
		for after, whole := range map[int64]bool{was: true, was + 1: true, was + 2: false, was + 3: false, was + 4: true} {
			changes, err := w.Changes(s.ctx, after)
			require.NoError(s, err)
			require.Equal(s, whole, changes.Whole, "after %d of %d", after, was+3)
		}
	})
	s.run("parts and the whole at once", func(s *suite) {
		w := s.world("at-once")
		was := s.revision(w)
		s.change(w, func(tx domain.Changer) error {
			require.NoError(s, tx.RaiseUserEpoch(s.ctx, w.user.ID))
			return tx.RaiseTenantEpoch(s.ctx)
		})
		changes, err := w.Changes(s.ctx, was)
		require.NoError(s, err)
		require.True(s, changes.Whole)
	})
	s.run("of long ago", func(s *suite) {
		w := s.world("long-ago")
		was := s.revision(w)
		for range 1_001 {
			s.change(w, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) })
		}
		changes, err := w.Changes(s.ctx, was)
		require.NoError(s, err)
		require.True(s, changes.Whole)
		changes, err = w.Changes(s.ctx, was+1)
		require.NoError(s, err)
		require.Equal(s, map[domain.Part]int64{{Kind: domain.UserPart, ID: w.user.ID}: was + 1_001}, changes.Parts)
	})
}

// remembered is what a replica may remember of a world.
type remembered struct {
	snap     *domain.Snapshot
	rows     domain.TenantRows
	findings map[domain.TokenKey]domain.Finding
	clients  map[string]domain.Client
}

// remember reads what a replica may remember, of a world with one more client
// and user, and a token of each, whom no method touches.
func (s *suite) remember(w *world) remembered {
	s.Helper()
	client, user := s.client(w.prefix+"-bystander", w.server.ID), s.user(w.prefix+"-stranger")
	var own, spoken domain.Token
	s.add(w, func(tx domain.Adder) error {
		require.NoError(s, tx.AddClient(s.ctx, client))
		require.NoError(s, tx.AddUser(s.ctx, user))
		standing, err := tx.OpenStandingGrant(s.ctx, domain.Grant{ID: w.prefix + "-bystanding", Client: client.ID, Type: domain.ClientCredentials, Created: s.now})
		require.NoError(s, err)
		grant := domain.Grant{ID: w.prefix + "-bypersonal", Client: client.ID, User: user.ID, Type: "authorization_code", Created: s.now}
		require.NoError(s, tx.AddGrant(s.ctx, grant))
		own, spoken = s.token(w.prefix+"-own", standing, w.server), s.token(w.prefix+"-byspoken", grant, w.server)
		require.NoError(s, tx.AddToken(s.ctx, own))
		return tx.AddToken(s.ctx, spoken)
	})
	rows, err := w.Load(s.ctx)
	require.NoError(s, err)
	known := remembered{
		snap: domain.NewSnapshot(domain.Snapshot{Tenant: rows.Tenant}, rows.ResourceServers), rows: rows,
		findings: map[domain.TokenKey]domain.Finding{}, clients: map[string]domain.Client{},
	}
	for _, key := range []domain.TokenKey{w.access.Key, w.spoken.Key, own.Key, spoken.Key} {
		known.findings[key], err = w.LookUp(s.ctx, key)
		require.NoError(s, err)
		require.NotNil(s, known.findings[key].Token)
	}
	for _, id := range []string{w.client.ID, client.ID} {
		known.clients[id], _, err = w.FindClient(s.ctx, id)
		require.NoError(s, err)
	}
	return known
}

// check holds what still counts as remembered to what a fresh read gives. What
// nobody touched has to be among it.
func (known remembered) check(s *suite, w *world, now *domain.Snapshot) {
	s.Helper()
	rows, err := w.Load(s.ctx)
	require.NoError(s, err)
	rows.Tenant.Revision = known.rows.Tenant.Revision
	require.Equal(s, known.rows, rows, "the whole was changed")
	for key, was := range known.findings {
		holds := now.HoldsFinding(&was)
		untouched := was.Token.Client != w.client.ID
		require.True(s, holds || !untouched, "a token nobody touched is forgotten")
		fresh, err := w.LookUp(s.ctx, key)
		require.NoError(s, err)
		fresh.Revision = was.Revision
		if holds {
			require.Equal(s, was, fresh, "a token that is remembered was changed")
		}
	}
	for id, was := range known.clients {
		holds := now.HoldsClient(known.rows.Tenant.Revision, &was)
		require.True(s, holds || id == w.client.ID, "a client nobody touched is forgotten")
		fresh, _, err := w.FindClient(s.ctx, id)
		if holds {
			require.NoError(s, err)
			require.Equal(s, was, fresh, "a client that is remembered was changed")
		}
	}
}
