package migrations_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
)

// TestADatabaseIsHeldIfNobodyWorksOnIt tries while a store is open and afterwards, and
// lets a migration come meanwhile.
func TestADatabaseIsHeldIfNobodyWorksOnIt(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		ctx := t.Context()
		prepare(t, url)
		require.NoError(t, migrations.Up(ctx, url))
		store, err := persistence.Open(ctx, persistence.Config{URL: url})
		require.NoError(t, err)
		_, err = migrations.Hold(ctx, url)
		require.ErrorIs(t, err, migrations.ErrInUse)
		require.NoError(t, store.Ping(ctx), "who was there notices nothing")
		require.NoError(t, store.Close())

		release, err := migrations.Hold(ctx, url)
		require.NoError(t, err)
		came := make(chan error, 1)
		go func() { came <- migrations.Up(ctx, url) }()
		select {
		case err := <-came:
			t.Fatalf("a migration did not wait: %v", err)
		case <-time.After(200 * time.Millisecond):
		}
		release()
		require.NoError(t, <-came)
	})
}
