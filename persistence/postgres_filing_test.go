package persistence_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// TestFilingsOfSeveralTenantsGoTogether sees that row-level security lets a
// company of several tenants by. Were it refused, all would be filed all the
// same, each alone.
func TestFilingsOfSeveralTenantsGoTogether(t *testing.T) {
	const tokens = 60
	release := make(chan struct{})
	store := open(t, persistence.Config{
		URL: storetest.Database(t, migrations.Postgres),
		// The first to come is held up, so that the others find one another.
		Fault: func(_ context.Context, statement string) error {
			if strings.HasPrefix(statement, "WITH") {
				<-release
			}
			return nil
		},
	})
	now := time.Now().Truncate(time.Second)
	token := filedToken(now)
	require.NoError(t, store.OpenDrawers(t.Context(), []domain.Drawer{token.Key.Drawer}))
	tenants := []domain.TenantID{createTenant(t, store, now), createTenant(t, store, now), createTenant(t, store, now)}
	before, _ := store.Traffic()
	var all sync.WaitGroup
	for i := range tokens {
		token.Key.Hash[0] = byte(i)
		mine := token
		all.Go(func() {
			_, err := store.In(tenants[i%len(tenants)]).FileToken(context.Background(), mine, 1)
			assert.NoError(t, err)
		})
	}
	time.Sleep(50 * time.Millisecond)
	close(release)
	all.Wait()
	trips, _ := store.Traffic()
	require.Less(t, trips-before, int64(tokens/2))
	for _, tenant := range tenants {
		count, err := store.In(tenant).CountTokens(t.Context(), domain.TokenFilter{}, now, tokens)
		require.NoError(t, err)
		require.Equal(t, tokens/len(tenants), count)
	}
}

// TestAFilingThatIsNotCommittedIsNone makes the commit fail after every statement
// has been answered: no answer leaves before the commit's.
func TestAFilingThatIsNotCommittedIsNone(t *testing.T) {
	url := storetest.Database(t, migrations.Postgres)
	store := open(t, persistence.Config{URL: url})
	now := time.Now().Truncate(time.Second)
	token := filedToken(now)
	require.NoError(t, store.OpenDrawers(t.Context(), []domain.Drawer{token.Key.Drawer}))
	in := store.In(createTenant(t, store, now))
	db, _ := rawDatabase(t, url)
	_, err := db.Exec(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now' USING ERRCODE = '53100'; END $$;
		CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON tokens DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`)
	require.NoError(t, err)
	var all sync.WaitGroup
	for i := range 20 {
		token.Key.Hash[0] = byte(i)
		mine := token
		all.Go(func() {
			_, err := in.FileToken(context.Background(), mine, 1)
			assert.True(t, domain.KindUnavailable.Is(err), "%v", err)
		})
	}
	all.Wait()
}

func filedToken(now time.Time) domain.Token {
	expires := now.Add(time.Hour)
	return domain.Token{
		Key: domain.TokenKey{Drawer: domain.DrawerFor(now, expires)}, Kind: domain.AccessToken, Format: domain.Reference,
		Grant: "g", Client: "c", Issued: now, NotBefore: now, Expires: expires, Audience: []domain.Target{{ResourceServer: "rs"}},
	}
}
