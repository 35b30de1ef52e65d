package storetest

import (
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

// Dump gives every row of a tenant, table by table, as text: equal before and
// after, nothing has changed. It reads behind the store's back.
func Dump(t testing.TB, url string, tenant domain.TenantID) string {
	t.Helper()
	return OpenDumper(t, url).Dump(t, tenant)
}

// Dumper gives dumps of one database. It reads it itself, on Postgres as a superuser,
// whom row-level security does not hold.
type Dumper struct {
	db *sql.DB
	// tables are those with a tenant, by the schema itself.
	tables []string
}

var tenantTables = map[migrations.Engine]string{
	migrations.SQLite: "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'tenant_id' WHERE m.type = 'table' ORDER BY 1",
	migrations.Postgres: "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'" +
		" WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY 1",
}

// OpenDumper opens a database for as long as the test lasts.
func OpenDumper(t testing.TB, url string) *Dumper {
	t.Helper()
	location, err := migrations.Parse(url)
	require.NoError(t, err)
	driver, name := "sqlite", location.DSN("_query_only=1")
	if location.Engine == migrations.Postgres {
		driver, name = "pgx/v5", location.URL
	}
	db, err := sql.Open(driver, name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	db.SetMaxOpenConns(1)
	d := &Dumper{db: db}
	d.tables = d.column(t, tenantTables[location.Engine])
	require.Greater(t, len(d.tables), 10)
	return d
}

// Dump gives every row of a tenant, as Dump does.
func (d *Dumper) Dump(t testing.TB, tenant domain.TenantID) string {
	t.Helper()
	text := d.rows(t, "tenants", "id", tenant)
	for _, table := range d.tables {
		text += d.rows(t, table, "tenant_id", tenant)
	}
	return text
}

func (d *Dumper) rows(t testing.TB, table, column string, tenant domain.TenantID) string {
	t.Helper()
	// The id is a UUID, and the drivers spell parameters differently.
	rows, err := d.db.QueryContext(t.Context(), fmt.Sprintf("SELECT * FROM %s WHERE %s = '%s'", table, column, tenant))
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
func (d *Dumper) column(t testing.TB, statement string) []string {
	t.Helper()
	rows, err := d.db.QueryContext(t.Context(), statement)
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
