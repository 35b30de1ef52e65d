package persistence_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

func TestSmoke(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s, err := persistence.Open(ctx, persistence.Config{URL: url})
		require.NoError(t, err)
		defer s.Close()
		now := time.Now()
		id := domain.TenantID(uuid.NewString())
		act := domain.Act{By: domain.SystemActor("test"), At: now}
		require.NoError(t, s.CreateTenant(ctx, act, domain.TenantRows{Tenant: domain.Tenant{ID: id, Slug: "acme", Name: "Acme", Status: domain.Active, Settings: domain.DefaultSettings(), Created: now, Updated: now}, HashKey: []byte("x"),
			SigningKeys: []domain.SigningKey{{ID: "k1", Alg: "ES256", Private: []byte("p"), Published: now, SignsFrom: now}}}, domain.Event{ID: "1", At: now, Actor: "a", Action: "b", Object: "c"}))
		start := time.Now()
		require.NoError(t, s.OpenDrawers(ctx, domain.OpenDrawers(now)))
		t.Log("open drawers", len(domain.OpenDrawers(now)), time.Since(start))
		ten := s.In(id)
		require.NoError(t, ten.Change(ctx, act, func(c domain.Changer) error {
			if err := c.AddResourceServer(ctx, domain.ResourceServer{ID: "rs1", Name: "RS", Identifiers: []string{"https://a", "https://b"}, Status: domain.Active, TokenFormat: domain.Reference, SigningAlg: "ES256", Created: now, Updated: now, Credentials: []domain.MachineSecret{{ID: "cred", Created: now}}}); err != nil {
				return err
			}
			if err := c.AddClient(ctx, domain.Client{ID: "shop", Name: "Shop", Status: domain.Active, Allowed: []domain.Allowance{{ResourceServer: "rs1", Scope: domain.Scope{"a"}}}, Secrets: []domain.MachineSecret{{ID: "s", Created: now}}, Roles: []domain.Role{domain.Owner}, Created: now, Updated: now}); err != nil {
				return err
			}
			return c.Record(ctx, domain.Event{ID: "2", At: now, Actor: "a", Action: "b", Object: "c"})
		}))
		var g domain.Grant
		exp := now.Add(time.Hour)
		key := domain.TokenKey{Drawer: domain.DrawerFor(now, exp), Hash: [16]byte{1}}
		require.NoError(t, ten.Add(ctx, act, func(a domain.Adder) error {
			g, err = a.OpenStandingGrant(ctx, domain.Grant{ID: "g1", Client: "shop", Created: now})
			if err != nil {
				return err
			}
			return a.AddToken(ctx, domain.Token{Key: key, Kind: domain.AccessToken, Format: domain.Reference, Grant: g.ID, Client: "shop", Audience: []domain.Target{{ResourceServer: "rs1", Identifier: "https://a"}}, Issued: now, NotBefore: now, Expires: exp, Epochs: domain.Epochs{Tenant: 1, Client: 1}})
		}))
		f, err := ten.LookUp(ctx, key)
		require.NoError(t, err)
		tenant, err := s.FindTenant(ctx, "acme")
		require.NoError(t, err)
		require.Equal(t, domain.ReasonActive, f.Liveness(tenant, now))
		c, rev, err := ten.FindClient(ctx, "shop")
		require.NoError(t, err)
		t.Logf("%+v %d", c, rev)
		rows, err := ten.Load(ctx)
		require.NoError(t, err)
		t.Logf("%+v", rows)
		for _, filter := range []domain.TokenFilter{{}, {Client: "shop"}, {Grant: "g1"}, {ResourceServer: "rs1"}, {State: domain.TokenActive, IssuedAfter: now.Add(-time.Hour)}} {
			l, err := ten.Tokens(ctx, filter, now, domain.Page{Limit: 10})
			require.NoError(t, err)
			require.Len(t, l.Items, 1)
		}
		require.NoError(t, ten.Change(ctx, act, func(c domain.Changer) error {
			ok, err := c.RevokeToken(ctx, key, domain.Revocation{At: now, By: "me"})
			require.True(t, ok)
			require.NoError(t, err)
			require.NoError(t, c.RemoveResourceServer(ctx, "rs1"))
			return c.Record(ctx, domain.Event{ID: "3", At: now, Actor: "a", Action: "b", Object: "c"})
		}))
		c, _, err = ten.FindClient(ctx, "shop")
		require.NoError(t, err)
		require.Empty(t, c.Allowed)
		ds, err := s.Drawers(ctx)
		require.NoError(t, err)
		start = time.Now()
		require.NoError(t, s.DropDrawer(ctx, key.Drawer))
		t.Log("drop", time.Since(start))
		ds2, err := s.Drawers(ctx)
		require.NoError(t, err)
		require.Len(t, ds2, len(ds)-1)
		ok, err := s.Lead(ctx, func(context.Context) error { return nil })
		require.NoError(t, err)
		require.True(t, ok)
		require.NoError(t, ten.Change(ctx, act, func(c domain.Changer) error {
			require.NoError(t, c.DeleteTenant(ctx))
			return c.Record(ctx, domain.Event{ID: "4", At: now, Actor: "a", Action: "b", Object: "c"})
		}))
		for {
			n, err := s.PurgeDeleted(ctx, 3)
			require.NoError(t, err)
			t.Log("purged", n)
			if n == 0 {
				break
			}
		}
	})
}
