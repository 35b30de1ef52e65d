package storetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testTenants(s *suite) {
	s.run("what is created is found again", func(s *suite) {
		rows := s.rows("complete")
		rows.Tenant.Name = "Ünïcode Inc."
		rows.Tenant.Settings.AccessTokenSeconds = 1234
		rows.SigningKeys = []domain.SigningKey{{ID: "k2", Alg: "RS256", Private: domain.Wrapped{0, 1, 2}, Published: s.now, SignsFrom: s.now}}
		rows.ResourceServers = []domain.ResourceServer{s.server("first")}
		created := s.event("tenant.created")
		require.NoError(s, s.store.CreateTenant(s.ctx, s.act(), rows, created))

		want := rows
		want.Tenant.Revision, want.Tenant.Epoch, want.Tenant.Version = 1, 1, 1
		in := s.store.In(rows.Tenant.ID)
		loaded, err := in.Load(s.ctx)
		require.NoError(s, err)
		require.Equal(s, want, loaded)
		found, err := s.store.FindTenant(s.ctx, "complete")
		require.NoError(s, err)
		require.Equal(s, want.Tenant, found)
		events, err := in.Events(s.ctx, domain.EventFilter{}, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Equal(s, []domain.Event{created}, events.Items)
	})
	s.run("a slug is taken once", func(s *suite) {
		first := s.tenant()
		before := s.dump(first.ID)
		rows := s.rows(first.Slug)
		s.is(domain.KindConflict, "slug_taken", s.store.CreateTenant(s.ctx, s.act(), rows, s.event("tenant.created")))
		require.Empty(s, s.dump(rows.Tenant.ID))
		require.Equal(s, before, s.dump(first.ID))
	})
	s.run("nothing half created", func(s *suite) {
		rows := s.rows("halfway")
		rows.ResourceServers = []domain.ResourceServer{s.server("half")}
		s.failEach(func() bool {
			err := s.store.CreateTenant(s.ctx, s.act(), rows, s.event("tenant.created"))
			if err == nil {
				return false
			}
			s.is(domain.KindUnavailable, "", err)
			require.Empty(s, s.dump(rows.Tenant.ID))
			return true
		})
	})
	s.run("by the beginning of a slug", func(s *suite) {
		for _, slug := range []domain.Slug{"north", "north-sea", "northern", "south"} {
			require.NoError(s, s.store.CreateTenant(s.ctx, s.act(), s.rows(slug), s.event("tenant.created")))
		}
		for _, limit := range []int{1, 10} {
			for prefix, want := range map[string][]domain.Slug{"north": {"north", "north-sea", "northern"}, "north-": {"north-sea"}, "nowhere": nil, "%": nil} {
				var found []domain.Slug
				for page := (domain.Page{Limit: limit}); ; {
					list, err := s.store.Tenants(s.ctx, prefix, page)
					require.NoError(s, err)
					for _, tenant := range list.Items {
						found = append(found, tenant.Slug)
					}
					if page.After = list.Next; page.After == "" {
						break
					}
				}
				require.Equal(s, want, found, "%s in pages of %d", prefix, limit)
			}
		}
	})
	s.run("an unknown slug", func(s *suite) {
		_, err := s.store.FindTenant(s.ctx, "nobody")
		s.is(domain.KindNotFound, "", err)
		_, err = s.store.FindTenant(s.ctx, "")
		s.is(domain.KindNotFound, "", err)
	})
	s.run("edits", testTenantEdits)
	s.run("a revision passed", testPassedRevision)
	s.run("a deleted tenant", testDeletedTenant)
	s.run("an epoch raised", func(s *suite) {
		w := s.world("epoch")
		s.change(w, func(tx domain.Changer) error { return tx.RaiseTenantEpoch(s.ctx) })
		require.Equal(s, domain.ReasonTenantRevoked, s.liveness(w, w.access.Key))
		require.Equal(s, domain.ReasonTenantRevoked, s.liveness(w, w.spoken.Key))
	})
}

// testPassedRevision sets a revision ahead, and looks at what whoever followed is told.
func testPassedRevision(s *suite) {
	w := s.world("passed")
	was := s.revision(w)
	s.change(w, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) })
	const far = 1_000_000_000_000
	s.change(w, func(tx domain.Changer) error { return tx.PassRevision(s.ctx, far) })
	require.Equal(s, int64(far+1), s.revision(w))
	s.change(w, func(tx domain.Changer) error { return tx.PassRevision(s.ctx, far-1) })
	require.Equal(s, int64(far+2), s.revision(w), "it never goes back")
	for after, whole := range map[int64]bool{was: true, was + 1: true, was + 2: true, was + 1000: true, far: true, far + 1: true, far + 2: false} {
		changes, err := w.Changes(s.ctx, after)
		require.NoError(s, err)
		require.Equal(s, whole, changes.Whole, "after %d", after)
	}
}

func testTenantEdits(s *suite) {
	w := s.world("edits")
	edit, err := s.store.FindTenant(s.ctx, w.tenant.Slug)
	require.NoError(s, err)
	edit.Name, edit.Status, edit.Settings.SigningKeyDays = "Another name", domain.Suspended, 7
	s.now = s.now.Add(1234567890)
	s.change(w, func(tx domain.Changer) error { return tx.EditTenant(s.ctx, edit) })

	found, err := s.store.FindTenant(s.ctx, edit.Slug)
	require.NoError(s, err, "a suspended tenant is found")
	want := edit
	want.Version, want.Revision, want.Updated = 2, edit.Revision+1, s.act().At.Truncate(1_000_000)
	require.Equal(s, want, found)

	before := s.dump(w.tenant.ID)
	s.is(domain.KindConflict, "version_conflict", s.tryChange(w, func(tx domain.Changer) error { return tx.EditTenant(s.ctx, edit) }))
	require.Equal(s, before, s.dump(w.tenant.ID))
}

func testDeletedTenant(s *suite) {
	w, beside := s.world("w"), s.world("w")
	before := s.dump(beside.tenant.ID)
	s.change(w, func(tx domain.Changer) error { return tx.DeleteTenant(s.ctx) })

	_, err := s.store.FindTenant(s.ctx, w.tenant.Slug)
	s.is(domain.KindNotFound, "", err)
	_, err = w.LookUp(s.ctx, w.access.Key)
	s.is(domain.KindNotFound, "", err)
	_, err = w.Revision(s.ctx)
	s.is(domain.KindNotFound, "", err)
	_, err = w.Load(s.ctx)
	s.is(domain.KindNotFound, "", err)
	_, _, err = w.FindClient(s.ctx, w.client.ID)
	s.is(domain.KindNotFound, "", err)
	s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RaiseTenantEpoch(s.ctx) }))
	s.is(domain.KindNotFound, "", w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddToken(s.ctx, w.access) }))
	rows := s.rows(w.tenant.Slug)
	s.is(domain.KindConflict, "slug_taken", s.store.CreateTenant(s.ctx, s.act(), rows, s.event("tenant.created")))
	left := s.dump(w.tenant.ID)
	require.NotContains(s, left, "tenant_keys:", "the keys are destroyed at once")
	require.NotContains(s, left, "signing_keys:")
	require.NotContains(s, left, w.tenant.Name)
	require.Contains(s, left, " settings={} ", "what its admins chose goes with it")
	require.Equal(s, before, s.dump(beside.tenant.ID))
}

func testSigningKeys(s *suite) {
	w := s.world("w")
	load := func() []domain.SigningKey {
		rows, err := w.Load(s.ctx)
		require.NoError(s, err)
		return rows.SigningKeys
	}
	require.Equal(s, []domain.SigningKey{w.signer}, load())
	next := domain.SigningKey{ID: "next", Alg: "RS256", Private: domain.Wrapped{9}, Published: s.now.Add(1), SignsFrom: s.now.Add(1e9)}
	next.Published = s.now.Add(5e6)
	s.change(w, func(tx domain.Changer) error { return tx.AddSigningKey(s.ctx, next) })
	s.is(domain.KindConflict, "", s.tryChange(w, func(tx domain.Changer) error { return tx.AddSigningKey(s.ctx, next) }))
	next.SignsUntil, next.VerifiesUntil = s.now.Add(2e9), s.now.Add(3e9)
	s.change(w, func(tx domain.Changer) error { return tx.EditSigningKey(s.ctx, next) })
	require.Equal(s, []domain.SigningKey{w.signer, next}, load(), "in the order they were published")
	next.SignsUntil = w.signer.VerifiesUntil
	s.change(w, func(tx domain.Changer) error { return tx.EditSigningKey(s.ctx, next) })
	require.Equal(s, []domain.SigningKey{w.signer, next}, load(), "a time can be taken away again")
	s.change(w, func(tx domain.Changer) error { return tx.RemoveSigningKey(s.ctx, w.signer.ID) })
	require.Equal(s, []domain.SigningKey{next}, load())
	s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RemoveSigningKey(s.ctx, w.signer.ID) }))

	rewrapped := next
	rewrapped.Private, rewrapped.SignsUntil = domain.Wrapped{10, 11}, s.now
	s.change(w, func(tx domain.Changer) error {
		return tx.RewrapKeys(s.ctx, domain.TenantRows{HashKey: domain.Wrapped{12}, SigningKeys: []domain.SigningKey{rewrapped}})
	})
	rows, err := w.Load(s.ctx)
	require.NoError(s, err)
	require.Equal(s, domain.Wrapped{12}, rows.HashKey)
	next.Private = rewrapped.Private
	require.Equal(s, []domain.SigningKey{next}, rows.SigningKeys, "nothing is written but the private part")
}

func testSetupLinks(s *suite) {
	tenant := s.tenant()
	w := &world{Tenancy: s.store.In(tenant.ID), tenant: tenant}
	_, err := w.FindSetupLink(s.ctx)
	s.is(domain.KindNotFound, "", err)
	for i := range 2 {
		link := domain.SetupLink{Hash: domain.SecretHash{byte(i + 1)}, Created: s.now, Expires: s.now.Add(time.Hour)}
		s.change(w, func(tx domain.Changer) error { return tx.OfferSetupLink(s.ctx, link) })
		found, err := w.FindSetupLink(s.ctx)
		require.NoError(s, err)
		require.Equal(s, link, found, "one link at a time, the last one offered")
	}
	take := func(hash byte) error {
		return s.tryChange(w, func(tx domain.Changer) error { return tx.TakeSetupLink(s.ctx, domain.SecretHash{hash}) })
	}
	s.is(domain.KindNotFound, "", take(1))
	require.NoError(s, take(2))
	s.is(domain.KindNotFound, "", take(2))
	_, err = w.FindSetupLink(s.ctx)
	s.is(domain.KindNotFound, "", err)
	s.change(w, func(tx domain.Changer) error {
		return tx.OfferSetupLink(s.ctx, domain.SetupLink{Hash: domain.SecretHash{3}, Created: s.now.Add(-time.Hour), Expires: s.now})
	})
	s.is(domain.KindNotFound, "", take(3))
}
