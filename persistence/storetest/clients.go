package storetest

import (
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testClients(s *suite) {
	find := func(s *suite, w *world, id string) domain.Client {
		client, _, err := w.FindClient(s.ctx, id)
		require.NoError(s, err)
		return client
	}
	s.run("what is added is found again", func(s *suite) {
		w := s.world("w")
		want := w.client
		want.StandingGrant = w.standing.ID
		require.Equal(s, want, find(s, w, want.ID))
		bare := domain.Client{ID: "bare", Name: "Bare", Status: domain.Disabled, AuthMethod: domain.SecretPost, Created: s.now, Updated: s.now}
		s.add(w, func(tx domain.Adder) error { return tx.AddClient(s.ctx, bare) })
		bare.Version, bare.Epoch = 1, 1
		require.Equal(s, bare, find(s, w, "bare"))
		_, revision, err := w.FindClient(s.ctx, "nobody")
		s.is(domain.KindNotFound, "", err)
		require.Equal(s, s.revision(w), revision)
		// Listed, they come without what could be compared with a secret.
		page, err := w.Clients(s.ctx, domain.ClientFilter{}, domain.Page{Limit: 10})
		require.NoError(s, err)
		want.Secrets = []domain.MachineSecret{want.Secrets[0]}
		want.Secrets[0].Hash = domain.SecretHash{}
		require.Equal(s, []domain.Client{bare, want}, page.Items)
	})
	s.run("an id is taken once", func(s *suite) {
		w := s.world("w")
		err := w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddClient(s.ctx, w.client) })
		s.is(domain.KindConflict, "client_id_taken", err)
	})
	s.run("edits", func(s *suite) {
		w := s.world("w")
		edit := w.client
		edit.Name, edit.Status, edit.AuthMethod, edit.GrantTypes, edit.Allowed = "New", domain.Disabled, domain.SecretPost, nil, edit.Allowed[1:]
		edit.Registration = domain.Registration{RedirectURIs: []string{"https://new.example/"}}
		edit.Secrets, edit.Roles, edit.Epoch = nil, nil, 99
		s.now = s.now.Add(1e9)
		s.change(w, func(tx domain.Changer) error { return tx.EditClient(s.ctx, edit) })
		want := edit
		want.Secrets, want.Roles, want.Epoch = w.client.Secrets, w.client.Roles, 1
		want.Version, want.Updated, want.StandingGrant = 2, s.now, w.standing.ID
		require.Equal(s, want, find(s, w, edit.ID), "everything but secrets, roles and epoch")
		s.is(domain.KindConflict, "version_conflict", s.tryChange(w, func(tx domain.Changer) error { return tx.EditClient(s.ctx, edit) }))
		edit.ID = "nobody"
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.EditClient(s.ctx, edit) }))
		// The allowance that was edited away does not come along with the
		// removal of its resource server.
		s.change(w, func(tx domain.Changer) error { return tx.RemoveResourceServer(s.ctx, w.server.ID) })
		require.Equal(s, int64(2), find(s, w, w.client.ID).Version)
	})
	s.run("secrets", func(s *suite) {
		w := s.world("w")
		second := s.secret("second")
		second.Created = s.now.Add(1e9)
		s.change(w, func(tx domain.Changer) error { return tx.AddClientSecret(s.ctx, w.client.ID, second) })
		require.Equal(s, []domain.MachineSecret{w.client.Secrets[0], second}, find(s, w, w.client.ID).Secrets, "oldest first")
		s.is(domain.KindConflict, "secret_id_taken", s.tryChange(w, func(tx domain.Changer) error { return tx.AddClientSecret(s.ctx, w.client.ID, second) }))
		second.Expires = s.now.Add(5e9)
		s.change(w, func(tx domain.Changer) error { return tx.ExpireClientSecret(s.ctx, w.client.ID, second) })
		s.change(w, func(tx domain.Changer) error {
			return tx.RemoveClientSecret(s.ctx, w.client.ID, w.client.Secrets[0].ID)
		})
		require.Equal(s, []domain.MachineSecret{second}, find(s, w, w.client.ID).Secrets)
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RemoveClientSecret(s.ctx, w.client.ID, "other") }))
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.ExpireClientSecret(s.ctx, "nobody", second) }))
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.AddClientSecret(s.ctx, "nobody", second) }))
	})
	s.run("removal takes everything but the tokens' rows", func(s *suite) {
		w := s.world("w")
		s.change(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, w.client.ID) })
		_, _, err := w.FindClient(s.ctx, w.client.ID)
		s.is(domain.KindNotFound, "", err)
		_, err = w.FindMember(s.ctx, w.client.ID)
		s.is(domain.KindNotFound, "", err)
		grants, err := w.Grants(s.ctx, domain.GrantFilter{}, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Empty(s, grants.Items)
		found, err := w.LookUp(s.ctx, w.access.Key)
		require.NoError(s, err)
		require.NotNil(s, found.Token, "a token stays explainable after its client is gone")
		require.Nil(s, found.Client)
		require.False(s, found.GrantFound)
		require.Equal(s, domain.TokenRevoked, s.liveness(w, w.access.Key).State())
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, w.client.ID) }))
	})
	s.run("an id registered again", testTombstones)
}

// testTombstones removes and registers a client under the same id, again and
// again: no token of an earlier one ever comes back to life.
func testTombstones(s *suite) {
	w := s.world("w")
	s.change(w, func(tx domain.Changer) error { return tx.RaiseClientEpoch(s.ctx, w.client.ID) })
	for want := int64(3); want < 6; want++ {
		s.change(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, w.client.ID) })
		s.add(w, func(tx domain.Adder) error { return tx.AddClient(s.ctx, w.client) })
		client, _, err := w.FindClient(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.Equal(s, want, client.Epoch, "the epoch goes on from where it was")
		// Even with its grants back, as a restored backup might have them.
		s.add(w, func(tx domain.Adder) error { return tx.AddGrant(s.ctx, w.standing) })
		require.Equal(s, domain.ReasonClientRevoked, s.liveness(w, w.access.Key))
	}
	s.run("in one transaction", func(s *suite) {
		s.change(w, func(tx domain.Changer) error {
			require.NoError(s, tx.RemoveClient(s.ctx, w.client.ID))
			require.NoError(s, tx.AddClient(s.ctx, w.client))
			client, _, err := tx.FindClient(s.ctx, w.client.ID)
			require.Equal(s, int64(6), client.Epoch)
			return err
		})
	})
}

func testMembers(s *suite) {
	w := s.world("w")
	member := domain.Member{Client: w.client.ID, Roles: w.client.Roles, Version: 1}
	set := func(m domain.Member) error {
		return s.tryChange(w, func(tx domain.Changer) error { return tx.SetMember(s.ctx, m) })
	}
	found, err := w.FindMember(s.ctx, w.client.ID)
	require.NoError(s, err)
	require.Equal(s, member, found)

	member.Roles = []domain.Role{domain.Owner}
	require.NoError(s, set(member))
	s.is(domain.KindConflict, "version_conflict", set(member))
	s.is(domain.KindConflict, "version_conflict", set(domain.Member{Client: w.client.ID, Roles: member.Roles}))
	s.is(domain.KindConflict, "version_conflict", set(domain.Member{Client: w.client.ID, Version: 1}))
	found, err = w.FindMember(s.ctx, w.client.ID)
	require.NoError(s, err)
	require.Equal(s, domain.Member{Client: w.client.ID, Roles: member.Roles, Version: 2}, found)
	finding, err := w.LookUp(s.ctx, w.access.Key)
	require.NoError(s, err)
	require.True(s, finding.Client.Managing)

	require.NoError(s, set(domain.Member{Client: w.client.ID, Version: 2}))
	_, err = w.FindMember(s.ctx, w.client.ID)
	s.is(domain.KindNotFound, "", err)
	page, err := w.Members(s.ctx, domain.Page{Limit: 10})
	require.NoError(s, err)
	require.Empty(s, page.Items)
	finding, err = w.LookUp(s.ctx, w.access.Key)
	require.NoError(s, err)
	require.False(s, finding.Client.Managing)

	s.is(domain.KindNotFound, "", set(domain.Member{Client: w.client.ID, Version: 2}))
	s.is(domain.KindNotFound, "", set(domain.Member{Client: w.client.ID, Roles: member.Roles, Version: 2}))
	s.is(domain.KindNotFound, "", set(domain.Member{Client: "nobody", Roles: member.Roles}))
	require.NoError(s, set(domain.Member{Client: w.client.ID, Roles: member.Roles}))
}

func testClientSearch(s *suite) {
	w := s.world("w")
	beside := s.world("beside")
	client := func(id, name string) domain.Client {
		return domain.Client{ID: id, Name: name, Status: domain.Active, AuthMethod: domain.SecretBasic, Created: s.now, Updated: s.now}
	}
	for id, name := range map[string]string{"shop": "The Shop at Sea", "shop-2": "shop-2", "Ledger": "Ångström Shopkeeping", "till": "100%_Till"} {
		s.add(w, func(tx domain.Adder) error { return tx.AddClient(s.ctx, client(id, name)) })
		s.add(beside, func(tx domain.Adder) error { return tx.AddClient(s.ctx, client(id, name)) })
	}
	list := func(prefix string, limit int) (ids []string) {
		s.Helper()
		for page := (domain.Page{Limit: limit}); ; {
			found, err := w.Clients(s.ctx, domain.ClientFilter{Prefix: prefix}, page)
			require.NoError(s, err)
			for _, c := range found.Items {
				ids = append(ids, c.ID)
			}
			if page.After = found.Next; page.After == "" {
				return ids
			}
		}
	}
	for _, limit := range []int{1, 2, 10} {
		for prefix, want := range map[string][]string{
			"shop": {"shop", "shop-2", "Ledger"}, "SHOP": {"shop", "shop-2", "Ledger"}, "shop a": {"shop"}, "sea": {"shop"}, "a\u030angstr": {"Ledger"},
			"100%": {"till"}, "%": nil, "_": nil, "shopx": nil,
		} {
			require.ElementsMatch(s, want, list(prefix, limit), "%s in pages of %d", prefix, limit)
		}
	}
	_, err := w.Clients(s.ctx, domain.ClientFilter{Prefix: "shop"}, domain.Page{Limit: 1, After: "nonsense"})
	s.is(domain.KindInvalid, "", err)
	edit := client("shop", "Bakery")
	edit.Version = 1
	s.change(w, func(tx domain.Changer) error { return tx.EditClient(s.ctx, edit) })
	require.Empty(s, list("sea", 10))
	require.Equal(s, []string{"shop"}, list("bak", 10))
	s.change(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, "shop") })
	require.Empty(s, list("bak", 10))
}
