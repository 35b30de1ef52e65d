package storetest

import (
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testResourceServers(s *suite) {
	find := func(s *suite, w *world, id string) domain.ResourceServer {
		rs, err := w.FindResourceServer(s.ctx, id)
		require.NoError(s, err)
		return rs
	}
	s.run("what is added is found again", func(s *suite) {
		w := s.world("w")
		require.Equal(s, w.server, find(s, w, w.server.ID))
		rows, err := w.Load(s.ctx)
		require.NoError(s, err)
		require.Equal(s, []domain.ResourceServer{w.other, w.server}, rows.ResourceServers)
		bare := domain.ResourceServer{
			ID: "bare", Name: "Bare", Status: domain.Active, TokenFormat: domain.JWT, SigningAlg: "RS256", Created: s.now, Updated: s.now,
			Identifiers: []string{"https://bare.example"},
		}
		s.change(w, func(tx domain.Changer) error { return tx.AddResourceServer(s.ctx, bare) })
		bare.Version = 1
		require.Equal(s, bare, find(s, w, "bare"))
		_, err = w.FindResourceServer(s.ctx, "nobody")
		s.is(domain.KindNotFound, "", err)
	})
	s.run("names are taken once in a tenant", func(s *suite) {
		w := s.world("w")
		for code, rs := range map[string]domain.ResourceServer{
			"identifier_taken":    {ID: "n1", Identifiers: []string{"https://free.example", w.other.Identifiers[1]}},
			"credential_id_taken": {ID: "n2", Credentials: []domain.MachineSecret{s.secret(w.other.Credentials[0].ID)}},
		} {
			rs.Status, rs.Created, rs.Updated = domain.Active, s.now, s.now
			s.is(domain.KindConflict, code, s.tryChange(w, func(tx domain.Changer) error { return tx.AddResourceServer(s.ctx, rs) }))
			_, err := w.FindResourceServer(s.ctx, rs.ID)
			s.is(domain.KindNotFound, "", err)
		}
		edit := w.server
		edit.Identifiers = w.other.Identifiers
		s.is(domain.KindConflict, "identifier_taken", s.tryChange(w, func(tx domain.Changer) error { return tx.EditResourceServer(s.ctx, edit) }))
		s.is(domain.KindConflict, "credential_id_taken", s.tryChange(w, func(tx domain.Changer) error {
			return tx.AddCredential(s.ctx, w.server.ID, w.other.Credentials[0])
		}))
	})
	s.run("edits", func(s *suite) {
		w := s.world("w")
		edit := w.server
		edit.Name, edit.Status, edit.TokenFormat, edit.SigningAlg, edit.AccessTokenSeconds = "New", domain.Disabled, domain.JWT, "RS256", 0
		edit.Identifiers = []string{w.server.Identifiers[1], "https://third.example"}
		edit.Scopes, edit.Sees, edit.Hides, edit.Release = nil, nil, []string{"a", "b"}, domain.Release{Subject: domain.PublicSubject, Claims: []string{"sub"}}
		edit.Answers, edit.Credentials = domain.DefaultAnswers(), nil
		s.now = s.now.Add(1e9)
		s.change(w, func(tx domain.Changer) error { return tx.EditResourceServer(s.ctx, edit) })
		want := edit
		want.Version, want.Updated, want.Credentials = 2, s.now, w.server.Credentials
		require.Equal(s, want, find(s, w, edit.ID), "everything but the credentials")
		s.is(domain.KindConflict, "version_conflict", s.tryChange(w, func(tx domain.Changer) error { return tx.EditResourceServer(s.ctx, edit) }))
		edit.ID = "nobody"
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.EditResourceServer(s.ctx, edit) }))
	})
	s.run("credentials", func(s *suite) {
		w := s.world("w")
		second := s.secret("second")
		second.Expires = w.signer.VerifiesUntil // no end
		s.change(w, func(tx domain.Changer) error { return tx.AddCredential(s.ctx, w.server.ID, second) })
		require.Equal(s, []domain.MachineSecret{second, w.server.Credentials[0]}, find(s, w, w.server.ID).Credentials)
		second.Expires = s.now.Add(5e9)
		s.change(w, func(tx domain.Changer) error { return tx.ExpireCredential(s.ctx, w.server.ID, second) })
		s.change(w, func(tx domain.Changer) error {
			return tx.RemoveCredential(s.ctx, w.server.ID, w.server.Credentials[0].ID)
		})
		require.Equal(s, []domain.MachineSecret{second}, find(s, w, w.server.ID).Credentials)
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RemoveCredential(s.ctx, w.other.ID, "second") }))
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.ExpireCredential(s.ctx, w.other.ID, second) }))
	})
	s.run("removal takes every client's allowance", func(s *suite) {
		w := s.world("w")
		s.change(w, func(tx domain.Changer) error { return tx.RemoveResourceServer(s.ctx, w.server.ID) })
		_, err := w.FindResourceServer(s.ctx, w.server.ID)
		s.is(domain.KindNotFound, "", err)
		client, _, err := w.FindClient(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.Equal(s, w.client.Allowed[1:], client.Allowed)
		require.Equal(s, w.other.ID, client.ActsFor)
		require.Equal(s, int64(2), client.Version, "an edit made from before must not bring it back")
		s.is(domain.KindConflict, "version_conflict", s.tryChange(w, func(tx domain.Changer) error { return tx.EditClient(s.ctx, w.client) }))
		require.NotContains(s, s.dump(w.tenant.ID), "resource_server_id="+w.server.ID+" identifier")
		s.change(w, func(tx domain.Changer) error { return tx.RemoveResourceServer(s.ctx, w.other.ID) })
		client, _, err = w.FindClient(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.Empty(s, client.Allowed)
		require.Empty(s, client.ActsFor, "nobody acts for what is gone")
		finding, err := w.LookUp(s.ctx, w.access.Key)
		require.NoError(s, err)
		require.Empty(s, finding.Client.ActsFor)
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RemoveResourceServer(s.ctx, w.other.ID) }))
		// Its names are free again.
		s.change(w, func(tx domain.Changer) error {
			rs := w.server
			rs.ID = "successor"
			return tx.AddResourceServer(s.ctx, rs)
		})
	})
}
