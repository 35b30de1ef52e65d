package persistence_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
	"github.com/jeton-id/jeton/test/filling"
)

// TestRowLevelSecurity tries to read and write across tenants past the store's
// own statements, as the roles its connections have. The URL names a superuser.
func TestRowLevelSecurity(t *testing.T) {
	ctx := t.Context()
	url := storetest.Database(t, migrations.Postgres)
	store := open(t, persistence.Config{URL: url})
	now := time.Now()
	ours, theirs := createTenant(t, store, now), createTenant(t, store, now)
	drawer := domain.DrawerFor(now, now.Add(time.Hour))
	require.NoError(t, store.OpenDrawers(ctx, []domain.Drawer{drawer}))
	for _, tenant := range []domain.TenantID{ours, theirs} {
		require.NoError(t, filling.Fill(ctx, url, now, filling.Tenant{ID: tenant, Drawers: []domain.Drawer{drawer}, Tokens: 200}))
	}
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	var super bool
	require.NoError(t, conn.QueryRow(ctx, "SELECT rolsuper FROM pg_roles WHERE rolname = session_user").Scan(&super))
	require.True(t, super, "the test has to be made with a superuser's URL")
	// What this connection does in the program's roles is no work of the program's.
	_, err = conn.Exec(ctx, "SET pg_stat_statements.track = 'none'")
	require.NoError(t, err)
	// as runs a statement as a role within a tenant, and undoes it.
	as := func(role string, tenant domain.TenantID, statement string) (string, error) {
		tx, err := conn.Begin(ctx)
		require.NoError(t, err)
		defer func() { require.NoError(t, tx.Rollback(ctx)) }()
		_, err = tx.Exec(ctx, "SET LOCAL ROLE "+role)
		require.NoError(t, err)
		_, err = tx.Exec(ctx, "SELECT set_config('jeton.tenant', $1, true)", string(tenant))
		require.NoError(t, err)
		rows, err := tx.Query(ctx, statement)
		if err != nil {
			return "", err
		}
		var found []string
		for rows.Next() {
			values, err := rows.Values()
			require.NoError(t, err)
			found = append(found, fmt.Sprint(values...))
		}
		rows.Close()
		return fmt.Sprint(strings.Join(found, ","), rows.CommandTag().RowsAffected()), rows.Err()
	}
	denied := func(role, statement string) {
		t.Helper()
		_, err := as(role, ours, statement)
		require.ErrorContains(t, err, "42501", statement)
	}

	t.Run("the pools act as roles that are held by it", func(t *testing.T) {
		rows, err := conn.Query(ctx, "SELECT rolname, rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname LIKE 'jeton%' ORDER BY 1")
		require.NoError(t, err)
		var name string
		var above bool
		var names []string
		_, err = pgx.ForEachRow(rows, []any{&name, &above}, func() error {
			require.False(t, above, name)
			names = append(names, name)
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, []string{"jeton_app", "jeton_lookup"}, names)
		require.NoError(t, store.CheckIsolation(ctx))
	})
	t.Run("every table with a tenant", func(t *testing.T) {
		rows, err := conn.Query(ctx, "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"+
			" WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY 1")
		require.NoError(t, err)
		tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Greater(t, len(tables), 12)
		for _, table := range tables {
			for _, tenant := range []domain.TenantID{"", ours} {
				count := fmt.Sprintf("SELECT count(*) FROM %s WHERE tenant_id <> '%s'", table, ours)
				found, err := as("jeton_app", tenant, count)
				require.NoError(t, err)
				require.Equal(t, "01", found, "%s as %q", table, tenant)
				all := fmt.Sprintf("SELECT count(*) FROM %s", table)
				found, err = as("jeton_app", "", all)
				require.NoError(t, err)
				require.Equal(t, "01", found, table)
				found, err = as("jeton_app", tenant, fmt.Sprintf("DELETE FROM %s WHERE tenant_id = '%s'", table, theirs))
				require.NoError(t, err)
				require.Equal(t, "0", found, table)
			}
			if table != "audit_events" {
				found, err := as("jeton_app", ours, fmt.Sprintf("UPDATE %s SET tenant_id = tenant_id WHERE tenant_id = '%s'", table, theirs))
				require.NoError(t, err)
				require.Equal(t, "0", found, table)
				if table != "tenant_keys" {
					continue
				}
				// A row of ours cannot be made one of theirs.
				_, err = as("jeton_app", ours, fmt.Sprintf("UPDATE %s SET tenant_id = '%s'", table, theirs))
				require.ErrorContains(t, err, "row-level security")
			}
		}
	})
	t.Run("the directory", func(t *testing.T) {
		found, err := as("jeton_app", ours, "SELECT count(*) FROM tenants")
		require.NoError(t, err)
		require.Equal(t, "21", found)
		for _, statement := range []string{"UPDATE tenants SET name = 'x' WHERE id = '%s'", "DELETE FROM tenants WHERE id = '%s'"} {
			found, err := as("jeton_app", ours, fmt.Sprintf(statement, theirs))
			require.NoError(t, err)
			require.Equal(t, "0", found)
		}
		_, err = as("jeton_app", ours, "INSERT INTO tenants SELECT gen_random_uuid(), 1, 1, 1, 1, 1, 'new', 'New', 'active', '{}', NULL")
		require.ErrorContains(t, err, "row-level security")
	})
	t.Run("what was audited stays", func(t *testing.T) {
		denied("jeton_app", "UPDATE audit_events SET action = 'x'")
	})
	t.Run("a partition by its own name", func(t *testing.T) {
		denied("jeton_app", fmt.Sprintf("SELECT * FROM tokens_d%d", drawer))
		denied("jeton_lookup", fmt.Sprintf("SELECT * FROM tokens_d%d", drawer))
	})
	t.Run("the look-up's role reads what it needs and no more", func(t *testing.T) {
		found, err := as("jeton_lookup", "", "SELECT count(drawer) FROM tokens")
		require.NoError(t, err)
		require.Equal(t, "4001", found, "across tenants")
		for _, statement := range []string{
			"SELECT * FROM tenants", "SELECT name FROM clients", "SELECT slug FROM tenants", "SELECT roles FROM members", "SELECT user_id FROM grants",
			"SELECT * FROM client_secrets", "SELECT * FROM tenant_keys", "SELECT * FROM signing_keys", "SELECT * FROM resource_servers",
			"SELECT * FROM resource_credentials", "SELECT * FROM audit_events", "SELECT * FROM token_targets", "SELECT * FROM tombstones",
			"UPDATE tokens SET revoked_at = NULL", "DELETE FROM tokens", "INSERT INTO tokens SELECT * FROM tokens", "UPDATE tenants SET revision = 1",
			"TRUNCATE tokens", "CREATE TABLE mine ()",
		} {
			denied("jeton_lookup", statement)
		}
	})
	t.Run("an owner without the superuser's rights", func(t *testing.T) {
		_, err := conn.Exec(ctx, "DROP ROLE IF EXISTS ordinary")
		require.NoError(t, err)
		_, err = conn.Exec(ctx, "CREATE ROLE ordinary LOGIN CREATEROLE PASSWORD 'x'")
		require.NoError(t, err)
		name := "ordinary_" + strings.ReplaceAll(string(ours), "-", "")
		_, err = conn.Exec(ctx, "CREATE DATABASE "+name+" OWNER ordinary")
		require.NoError(t, err)
		defer func() {
			_, err := conn.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
			require.NoError(t, err)
			_, err = conn.Exec(context.Background(), "DROP OWNED BY ordinary; DROP ROLE ordinary")
			require.NoError(t, err)
		}()
		config := conn.Config()
		plain := fmt.Sprintf("postgres://ordinary:x@%s:%d/%s?sslmode=disable", config.Host, config.Port, name)
		require.NoError(t, migrations.Up(ctx, plain))
		store, err := persistence.Open(ctx, persistence.Config{URL: plain})
		require.NoError(t, err)
		tenant := createTenant(t, store, now)
		require.NoError(t, store.OpenDrawers(ctx, []domain.Drawer{drawer}))
		_, err = store.In(tenant).Load(ctx)
		require.NoError(t, err)
		require.NoError(t, store.CheckIsolation(ctx))
		require.NoError(t, store.DropDrawer(ctx, drawer))
		require.NoError(t, store.Close())
	})
}

// TestLeadEndsWithItsConnection breaks the connection that holds the lead: the
// work's context ends, for another process may lead from then on.
func TestLeadEndsWithItsConnection(t *testing.T) {
	ctx := t.Context()
	url := storetest.Database(t, migrations.Postgres)
	store := open(t, persistence.Config{URL: url})
	led, err := store.Lead(ctx, func(working context.Context) error {
		conn, err := pgx.Connect(ctx, url)
		require.NoError(t, err)
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"+
			" AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
		require.NoError(t, err)
		select {
		case <-working.Done():
		case <-time.After(10 * time.Second):
			t.Error("work goes on though the lead is lost")
		}
		return working.Err()
	})
	require.True(t, led)
	require.True(t, domain.KindUnavailable.Is(err), "%v", err)
}
