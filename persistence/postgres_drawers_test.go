package persistence_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// TestADrawerOfAnEarlierVersionKeepsItsTokens upgrades a database that has tokens,
// and lets a process of the version before open a drawer afterwards.
func TestADrawerOfAnEarlierVersionKeepsItsTokens(t *testing.T) {
	ctx := t.Context()
	url := storetest.Database(t, migrations.Postgres)
	store := open(t, persistence.Config{URL: url})
	now := time.Now().Truncate(time.Second)
	tenant := createTenant(t, store, now)
	in := store.In(tenant)
	key, err := domain.NewTokenKey(rand.Reader, domain.DrawerFor(now, now.Add(time.Hour)))
	require.NoError(t, err)
	act := domain.Act{By: domain.SystemActor("test"), At: now}
	require.NoError(t, store.OpenDrawers(ctx, []domain.Drawer{key.Drawer}))
	require.NoError(t, in.Add(ctx, act, func(tx domain.Adder) error {
		return tx.AddToken(ctx, domain.Token{Key: key, Kind: domain.AccessToken, Issued: now, NotBefore: now, Expires: now.Add(time.Hour)})
	}))
	seen := func() int {
		t.Helper()
		require.NoError(t, store.Record(ctx, nil, []domain.TenantSighting{{
			Tenant: tenant, Sighting: domain.Sighting{Key: key, ResourceServer: "a", First: now, Last: now, Times: 1},
		}}))
		found, err := in.LookUp(ctx, key)
		require.NoError(t, err)
		require.NotNil(t, found.Token, "the token is there")
		sightings, err := in.Sightings(ctx, key)
		require.NoError(t, err)
		return len(sightings)
	}
	require.Equal(t, 1, seen())

	db, _ := rawDatabase(t, url)
	for _, file := range []string{"0013_activity.down", "0013_activity.up", "0017_times_seen.up"} {
		text, err := os.ReadFile("../migrations/postgres/" + file + ".sql")
		require.NoError(t, err)
		_, err = db.ExecContext(context.Background(), string(text))
		require.NoError(t, err)
	}
	require.Equal(t, 1, seen(), "the migration opens what is open")

	_, err = db.ExecContext(ctx, fmt.Sprintf("DROP TABLE sightings_d%d", key.Drawer))
	require.NoError(t, err)
	require.Zero(t, seen())
	require.NoError(t, store.OpenDrawers(ctx, []domain.Drawer{key.Drawer}))
	require.Equal(t, 1, seen())
}
