package persistence_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// ofNoTenant are the tables and keys that do not begin with a tenant, each with
// the reason. A key is its table and its columns.
var ofNoTenant = map[string]string{
	"tenants":                     "the directory: its row is the tenant",
	"tenants (id)":                "a tenant is its own key; also finds those that are deleted",
	"tenants (slug)":              "a slug belongs to one tenant of all, and whoever has a slug does not know whose it is yet",
	"tenants (notices_due)":       "finds the tenants that have somebody to tell, so that nobody looks at every one",
	"drawers":                     "SQLite's list of what Postgres keeps as partitions: times, of no tenant",
	"drawers (drawer)":            "the same",
	"schema_floor":                "one row, of the whole database",
	"schema_migrations":           "the migrations' own",
	"schema_migrations (version)": "the same",
}

// referencesOf give a table and its columns, and what they refer to.
var referencesOf = map[migrations.Engine]string{
	migrations.Postgres: "SELECT f.conrelid::regclass::text || ' (' || " + columnsOf("conrelid", "conkey") + " || ')'," +
		" f.confrelid::regclass::text || ' (' || " + columnsOf("confrelid", "confkey") + " || ')' FROM pg_constraint f WHERE f.contype = 'f'",
	migrations.SQLite: `SELECT m.name || ' (' || (SELECT group_concat("from") FROM (SELECT "from" FROM pragma_foreign_key_list(m.name) WHERE id = f.id ORDER BY seq)) || ')',` +
		` f."table" || ' (' || (SELECT group_concat("to") FROM (SELECT "to" FROM pragma_foreign_key_list(m.name) WHERE id = f.id ORDER BY seq)) || ')'` +
		` FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' GROUP BY m.name, f.id`,
}

func columnsOf(table, key string) string {
	return "(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(f." + key + ") WITH ORDINALITY k (attnum, n)" +
		" JOIN pg_attribute a ON a.attrelid = f." + table + " AND a.attnum = k.attnum)"
}

// tablesOf give each table, and whether it has a tenant in every row.
var tablesOf = map[migrations.Engine]string{
	migrations.Postgres: "SELECT c.relname, coalesce((SELECT 'yes' FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull), 'no')" +
		" FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace",
	migrations.SQLite: `SELECT m.name, coalesce((SELECT 'yes' FROM pragma_table_info(m.name) WHERE name = 'tenant_id' AND ("notnull" OR pk)), 'no')` +
		" FROM sqlite_schema m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
}

// TestEveryKeyBeginsWithItsTenant reads the catalogue: every row has a tenant, and
// every primary key, unique key, index and reference begins with it. So rows of two
// tenants never meet in a key, and a database may keep them on two machines.
func TestEveryKeyBeginsWithItsTenant(t *testing.T) {
	met := map[string]bool{}
	fine := func(t *testing.T, is bool, what string) {
		t.Helper()
		if !is {
			met[what] = true
			require.Contains(t, ofNoTenant, what, "it does not begin with the tenant, and there is no reason for it")
		}
	}
	storetest.Each(t, func(t *testing.T, url string) {
		db, engine := rawDatabase(t, url)
		tables, indexes, references := pairs(t, db, tablesOf[engine]), pairs(t, db, indexesOf[engine]), pairs(t, db, referencesOf[engine])
		require.Greater(t, len(tables), 25)
		require.Greater(t, len(indexes), 50)
		require.Greater(t, len(references), 25)
		for _, table := range tables {
			fine(t, table[1] == "yes", table[0])
		}
		for _, index := range indexes {
			fine(t, strings.HasPrefix(index[1]+",", "tenant_id,"), fmt.Sprintf("%s (%s)", index[0], index[1]))
		}
		for _, reference := range references {
			_, from, _ := strings.Cut(reference[0], " (")
			_, to, _ := strings.Cut(reference[1], " (")
			same := strings.HasPrefix(from, "tenant_id,") && strings.HasPrefix(to, "tenant_id,")
			directory := from == "tenant_id)" && reference[1] == "tenants (id)"
			fine(t, same || directory, reference[0]+" refers to "+reference[1])
		}
	})
	require.Equal(t, slices.Sorted(maps.Keys(ofNoTenant)), slices.Sorted(maps.Keys(met)), "a reason for what is not there")
}
