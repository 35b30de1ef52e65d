package persistence_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// TestStoreBehindAPooler holds the store to the same contract where every
// transaction has whichever of a few connections is free: in the topics that reach
// the connections in each way there is (shared reads and filings, transactions of each
// kind, figures, the lead, drawers), that want many at once, and that tell tenants
// apart. The others are about rows, which are the same whoever hands on the statement.
func TestStoreBehindAPooler(t *testing.T) {
	pooler := storetest.Pooler(t, 3)
	storetest.RunOn(t, migrations.Postgres, func(t *testing.T, url string, fault storetest.Fault) domain.Store {
		return open(t, persistence.Config{URL: url, Pooler: pooler.URL(url), Fault: fault})
	}, "tenants", "clients", "refresh", "filing", "look-up", "look-up of several", "activity", "sightings", "drawers", "purge", "lead", "isolation", "concurrency", "unavailable")
}

// TestNothingStaysOnAPooledConnection has two tenants do everything at once over
// two connections, some of it in vain and some of it broken off, while a stranger
// with the same login looks at what it finds on them.
func TestNothingStaysOnAPooledConnection(t *testing.T) {
	const rounds = 20
	url, pooler := storetest.Database(t, migrations.Postgres), storetest.Pooler(t, 2)
	store := open(t, persistence.Config{URL: url, Pooler: pooler.URL(url)})
	now := time.Now().Truncate(time.Second)
	token := filedToken(now)
	require.NoError(t, store.OpenDrawers(t.Context(), []domain.Drawer{token.Key.Drawer}))
	tenants := []domain.TenantID{createTenant(t, store, now), createTenant(t, store, now)}
	before, _ := pooler.Transactions(t, url)

	var done atomic.Bool
	var stranger sync.WaitGroup
	seen := map[uint32]int{}
	stranger.Go(func() { seen = look(t, pooler.URL(url), done.Load) })
	var all sync.WaitGroup
	for i, tenant := range tenants {
		for worker := range 3 {
			all.Go(func() {
				for round := range rounds {
					mine := token
					mine.Key.Hash = [16]byte{1, byte(i), byte(worker), byte(round)}
					useEverything(t, store, tenant, tenants[1-i], mine)
				}
			})
		}
	}
	all.Wait()
	done.Store(true)
	stranger.Wait()

	for _, tenant := range tenants {
		count, err := store.In(tenant).CountTokens(t.Context(), domain.TokenFilter{}, now, 1000)
		require.NoError(t, err)
		require.Equal(t, 3*rounds, count, "each has its own, all of them and no others")
	}
	require.NoError(t, store.CheckIsolation(t.Context()))
	after, connections := pooler.Transactions(t, url)
	require.Greater(t, after-before, 6*rounds*4, "it went through the pooler")
	require.LessOrEqual(t, connections, 2)
	require.GreaterOrEqual(t, len(seen), 2, "the stranger was on every connection")
}

// useEverything does once what requests do, with every pool.
func useEverything(t *testing.T, store *persistence.Store, tenant, other domain.TenantID, token domain.Token) {
	ctx := context.Background()
	in := store.In(tenant)
	act := domain.Act{By: domain.SystemActor("test"), At: token.Issued}
	revision, err := in.Revision(ctx)
	assert.NoError(t, err)
	for filed := false; !filed; {
		// Another may change the tenant between reading its revision and filing.
		found, err := in.FileToken(ctx, token, revision)
		if !assert.NoError(t, err) {
			return
		}
		filed, revision = found == revision, found
	}
	found, err := in.LookUp(ctx, token.Key)
	assert.NoError(t, err)
	assert.NotNil(t, found.Token)
	found, err = store.In(other).LookUp(ctx, token.Key)
	assert.NoError(t, err)
	assert.Nil(t, found.Token, "a token of another tenant")
	both, err := in.LookUpAll(ctx, []domain.TokenKey{token.Key, {Drawer: token.Key.Drawer}})
	assert.NoError(t, err)
	assert.NotNil(t, both[0].Token)
	assert.Nil(t, both[1].Token)
	_, _, err = in.FindClient(ctx, "nobody")
	assert.True(t, domain.KindNotFound.Is(err), "%v", err)
	assert.NoError(t, store.Record(ctx, []domain.TenantCount{{Tenant: tenant, Count: domain.Count{At: token.Issued, By: "rs", Active: 1}}}, nil))
	assert.NoError(t, in.Change(ctx, act, func(tx domain.Changer) error {
		if err := tx.Record(ctx, domain.Event{ID: uuid.NewString(), At: act.At}); err != nil {
			return err
		}
		return tx.RaiseTenantEpoch(ctx)
	}))
	vain := errors.New("in vain")
	assert.Error(t, in.Change(ctx, act, func(domain.Changer) error { return vain }))
	// Broken off in the middle of a transaction.
	ending, end := context.WithCancel(ctx)
	assert.Error(t, in.Change(ending, act, func(tx domain.Changer) error {
		end()
		return tx.RaiseTenantEpoch(ending)
	}))
}

// look asks what a transaction finds that has taken on nothing, until it is done,
// and gives the connections it was on.
func look(t *testing.T, url string, done func() bool) map[uint32]int {
	seen := map[uint32]int{}
	ctx := context.Background()
	config, err := pgx.ParseConfig(url)
	if !assert.NoError(t, err) {
		return nil
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn, err := pgx.ConnectConfig(ctx, config)
	if !assert.NoError(t, err) {
		return nil
	}
	defer conn.Close(ctx)
	for !done() {
		var pid uint32
		var clean bool
		err := conn.QueryRow(ctx, "SELECT pg_backend_pid(), current_user = session_user AND coalesce(current_setting('jeton.tenant', true), '') = ''"+
			" AND current_setting('lock_timeout') = '0' AND current_setting('enable_seqscan') = 'on'").Scan(&pid, &clean)
		if !assert.NoError(t, err) || !assert.True(t, clean, "something was left on a connection") {
			return seen
		}
		seen[pid]++
		for _, table := range []string{"tokens", "tenants", "clients"} {
			_, err = conn.Exec(ctx, "SELECT FROM "+table)
			if !assert.ErrorContains(t, err, "42501", "a statement that takes on no role reads %s", table) {
				return seen
			}
		}
	}
	return seen
}

// TestAPoolersLoginMayDoNothing opens the store with logins that could do
// something without a role, or could not take one on.
func TestAPoolersLoginMayDoNothing(t *testing.T) {
	ctx := t.Context()
	url, pooler := storetest.Database(t, migrations.Postgres), storetest.Pooler(t, 2)
	pooled := pooler.URL(url)
	db, _ := rawDatabase(t, url)
	config, err := pgx.ParseConfig(pooled)
	require.NoError(t, err)
	login := pgx.Identifier{config.User}.Sanitize()
	refused := func(with string) {
		t.Helper()
		_, err := persistence.Open(ctx, persistence.Config{URL: url, Pooler: pooled})
		require.ErrorContains(t, err, with)
		require.NotContains(t, err.Error(), config.Password)
	}
	store := open(t, persistence.Config{URL: url, Pooler: pooled})
	require.NoError(t, store.CheckIsolation(ctx))
	const rights = "has rights of its own: it needs LOGIN NOINHERIT, membership in jeton_app and jeton_lookup, and nothing else"
	for _, test := range []struct{ give, take, with string }{
		{"ALTER ROLE %s SUPERUSER", "ALTER ROLE %s NOSUPERUSER", rights},
		{"ALTER ROLE %s BYPASSRLS", "ALTER ROLE %s NOBYPASSRLS", rights},
		// A membership is as its member was when it began.
		{
			"ALTER ROLE %[1]s INHERIT; REVOKE jeton_app FROM %[1]s; GRANT jeton_app TO %[1]s",
			"ALTER ROLE %[1]s NOINHERIT; REVOKE jeton_app FROM %[1]s; GRANT jeton_app TO %[1]s", rights,
		},
		{"GRANT SELECT (hash) ON tokens TO %s", "REVOKE SELECT (hash) ON tokens FROM %s", rights},
		{"GRANT DELETE ON grants TO %s", "REVOKE DELETE ON grants FROM %s", rights},
		{"REVOKE jeton_lookup FROM %s", "GRANT jeton_lookup TO %s", `permission denied to set role "jeton_lookup"`},
	} {
		_, err := db.ExecContext(ctx, fmt.Sprintf(test.give, login))
		require.NoError(t, err)
		refused(test.with)
		if test.with == rights {
			require.ErrorContains(t, store.CheckIsolation(ctx), rights, "the doctor finds it too")
		}
		_, err = db.ExecContext(ctx, fmt.Sprintf(test.take, login))
		require.NoError(t, err)
	}
	require.NoError(t, store.CheckIsolation(ctx))

	_, err = persistence.Open(ctx, persistence.Config{URL: pooled})
	require.ErrorContains(t, err, "leads to a pooler")
	require.ErrorContains(t, migrations.Up(ctx, pooled), "leads to a pooler")
	_, err = persistence.Open(ctx, persistence.Config{URL: storetest.Database(t, migrations.SQLite), Pooler: pooled})
	require.ErrorContains(t, err, "stands before a Postgres database")
}
