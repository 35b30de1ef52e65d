package persistence_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// TestTraffic counts what the reads on the way of every request cost.
func TestTraffic(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		store := open(t, persistence.Config{URL: url})
		now := time.Now()
		in := store.In(createTenant(t, store, now))
		key := domain.TokenKey{Drawer: domain.DrawerFor(now, now.Add(time.Hour))}
		costsOne := func(name string, read func() error) {
			trips, writes := store.Traffic()
			if err := read(); err != nil {
				require.True(t, domain.KindNotFound.Is(err), "%v", err)
			}
			tripsAfter, writesAfter := store.Traffic()
			require.Equal(t, int64(1), tripsAfter-trips, name)
			require.Equal(t, writes, writesAfter, name)
		}
		lookUp := func() error { _, err := in.LookUp(t.Context(), key); return err }
		costsOne("look-up in no drawer", lookUp)
		require.NoError(t, store.OpenDrawers(t.Context(), []domain.Drawer{key.Drawer}))
		costsOne("look-up", lookUp)
		several := []domain.TokenKey{key, {Drawer: key.Drawer, Hash: [16]byte{1}}, {Drawer: 1}}
		costsOne("look-up of several", func() error { _, err := in.LookUpAll(t.Context(), several); return err })
		costsOne("look-up of several in one drawer", func() error { _, err := in.LookUpAll(t.Context(), several[:2]); return err })
		costsOne("revision", func() error { _, err := in.Revision(t.Context()); return err })
		costsOne("client", func() error { _, _, err := in.FindClient(t.Context(), "nobody"); return err })
		_, writes := store.Traffic()
		createTenant(t, store, now)
		_, writesAfter := store.Traffic()
		require.Greater(t, writesAfter, writes, "writes are counted at all")
	})
}

// BenchmarkLookUp measures the deciding read alone, with as many drawers open as
// in production; on Postgres behind a pooler, too.
func BenchmarkLookUp(b *testing.B) {
	now := time.Now()
	pooled := func(b *testing.B) persistence.Config {
		url := storetest.Database(b, migrations.Postgres)
		return persistence.Config{URL: url, Pooler: storetest.Pooler(b, 8).URL(url)}
	}
	directly := func(engine migrations.Engine) func(*testing.B) persistence.Config {
		return func(b *testing.B) persistence.Config { return persistence.Config{URL: storetest.Database(b, engine)} }
	}
	for _, way := range []struct {
		name   string
		config func(*testing.B) persistence.Config
	}{{"sqlite", directly(migrations.SQLite)}, {"postgres", directly(migrations.Postgres)}, {"pooled", pooled}} {
		b.Run(way.name, func(b *testing.B) {
			store, err := persistence.Open(b.Context(), way.config(b))
			require.NoError(b, err)
			defer func() { require.NoError(b, store.Close()) }()
			tenant := createTenant(b, store, now)
			require.NoError(b, store.OpenDrawers(b.Context(), domain.OpenDrawers(now)))
			in := store.In(tenant)
			key := domain.TokenKey{Drawer: domain.DrawerFor(now, now.Add(time.Hour))}
			require.NoError(b, in.Add(b.Context(), domain.Act{By: domain.SystemActor("bench"), At: now}, func(tx domain.Adder) error {
				return tx.AddToken(b.Context(), domain.Token{
					Key: key, Kind: domain.AccessToken, Format: domain.Reference, Grant: "g", Client: "c", Issued: now, NotBefore: now,
					Expires: now.Add(time.Hour), Audience: []domain.Target{{ResourceServer: "rs", Identifier: "https://rs.example", Scope: domain.Scope{"read"}}},
				})
			}))
			for name, key := range map[string]domain.TokenKey{"open drawer": key, "unknown drawer": {Drawer: 1}} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						_, err := in.LookUp(b.Context(), key)
						require.NoError(b, err)
					}
				})
			}
		})
	}
}
