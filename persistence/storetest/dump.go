package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	// The suite looks into the databases behind the store's back.
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// raw opens the database itself, on Postgres as a superuser, whom row-level
// security does not hold.
func raw(t testing.TB, url string) (*sql.DB, migrations.Engine) {
	t.Helper()
	location, err := migrations.Parse(url)
	require.NoError(t, err)
	driver, name := "sqlite", ""
	if location.Engine == migrations.Postgres {
		driver, name = "pgx/v5", location.URL
	} else {
		name = location.DSN("_query_only=1")
	}
	db, err := sql.Open(driver, name)
	require.NoError(t, err)
	return db, location.Engine
}

// tenantTables lists the tables with a tenant, from the schema itself.
var tenantTables = map[migrations.Engine]string{
	migrations.SQLite: "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'tenant_id' WHERE m.type = 'table' ORDER BY 1",
	migrations.Postgres: "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'" +
		" WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY 1",
}

// Dump gives every row of a tenant, table by table, as text: equal before and
// after, nothing has changed.
func Dump(t testing.TB, url string, tenant domain.TenantID) string {
	t.Helper()
	db, engine := raw(t, url)
	defer db.Close()
	ctx := context.Background()
	tables := column(t, ctx, db, tenantTables[engine])
	require.Greater(t, len(tables), 10)
	var b strings.Builder
	b.WriteString(rowsOf(t, ctx, db, "tenants", "id", tenant))
	for _, table := range tables {
		b.WriteString(rowsOf(t, ctx, db, table, "tenant_id", tenant))
	}
	return b.String()
}

func (s *suite) raw() (*sql.DB, migrations.Engine) { return raw(s, s.url) }

func (s *suite) dump(tenant domain.TenantID) string { return Dump(s, s.url, tenant) }

func (s *suite) column(ctx context.Context, db *sql.DB, statement string) []string {
	return column(s, ctx, db, statement)
}

func rowsOf(t testing.TB, ctx context.Context, db *sql.DB, table, column string, tenant domain.TenantID) string {
	t.Helper()
	// The id is a UUID, and the drivers spell parameters differently.
	rows, err := db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM %s WHERE %s = '%s'", table, column, tenant))
	require.NoError(t, err, table)
	defer rows.Close()
	names, err := rows.Columns()
	require.NoError(t, err)
	var lines []string
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		require.NoError(t, rows.Scan(values...))
		line := table + ":"
		for i, name := range names {
			line += fmt.Sprintf(" %s=%v", name, *values[i].(*any))
		}
		lines = append(lines, line+"\n")
	}
	require.NoError(t, rows.Err())
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// column reads a list of texts.
func column(t testing.TB, ctx context.Context, db *sql.DB, statement string) []string {
	t.Helper()
	rows, err := db.QueryContext(ctx, statement)
	require.NoError(t, err)
	defer rows.Close()
	var found []string
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		found = append(found, text)
	}
	require.NoError(t, rows.Err())
	return found
}
