package persistence_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// indexesOf and foreignKeysOf give a table and the columns of each, in order.
var indexesOf = map[migrations.Engine]string{
	migrations.Postgres: "SELECT i.indrelid::regclass::text, (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k (attnum, n)" +
		" JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid" +
		" WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition",
	migrations.SQLite: "SELECT m.name, (SELECT group_concat(x.name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) x)" +
		" FROM sqlite_schema m, pragma_index_list(m.name) l WHERE m.type = 'table' UNION ALL" +
		" SELECT m.name, (SELECT group_concat(x.name) FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk) x) FROM sqlite_schema m WHERE m.type = 'table'",
}

var foreignKeysOf = map[migrations.Engine]string{
	migrations.Postgres: "SELECT f.conrelid::regclass::text, (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(f.conkey) WITH ORDINALITY k (attnum, n)" +
		" JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum) FROM pg_constraint f WHERE f.contype = 'f'",
	migrations.SQLite: "SELECT m.name, (SELECT group_concat(x.\"from\") FROM (SELECT \"from\" FROM pragma_foreign_key_list(m.name) WHERE id = f.id ORDER BY seq) x)" +
		" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' GROUP BY m.name, f.id",
}

// TestSchema holds every table to what no statement shows: an index under every
// foreign key, so that removing a row never searches the tables that point to it.
func TestSchema(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		db, engine := rawDatabase(t, url)
		indexes := pairs(t, db, indexesOf[engine])
		keys := pairs(t, db, foreignKeysOf[engine])
		require.Greater(t, len(indexes), 30)
		require.Greater(t, len(keys), 12)
		for _, key := range keys {
			indexed := false
			for _, index := range indexes {
				indexed = indexed || index[0] == key[0] && strings.HasPrefix(index[1]+",", key[1]+",")
			}
			require.True(t, indexed, "%s (%s) refers to another table and has no index", key[0], key[1])
		}
	})
}

func pairs(t *testing.T, db *sql.DB, statement string) [][2]string {
	t.Helper()
	rows, err := db.Query(statement)
	require.NoError(t, err)
	defer rows.Close()
	var found [][2]string
	for rows.Next() {
		var pair [2]string
		var second sql.NullString
		require.NoError(t, rows.Scan(&pair[0], &second))
		if pair[1] = second.String; second.Valid {
			found = append(found, pair)
		}
	}
	require.NoError(t, rows.Err())
	return found
}

// TestOpenChecksTheSchema opens databases whose schema is not this binary's.
func TestOpenChecksTheSchema(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		refuses := func(with string) {
			t.Helper()
			_, err := persistence.Open(t.Context(), persistence.Config{URL: url})
			require.ErrorContains(t, err, with)
		}
		db, _ := rawDatabase(t, url)
		_, err := db.Exec("UPDATE schema_floor SET oldest = 999")
		require.NoError(t, err)
		for _, test := range []struct{ statement, with string }{
			{"UPDATE schema_migrations SET version = 999, dirty = false", "this binary is older than the database"},
			{"UPDATE schema_migrations SET version = 2, dirty = false", "run jeton migrate up"},
			{"UPDATE schema_migrations SET version = 2, dirty = true", "did not finish"},
			{"DELETE FROM schema_migrations", "run jeton migrate up"},
		} {
			_, err := db.Exec(test.statement)
			require.NoError(t, err)
			refuses(test.with)
		}
		_, err = db.Exec("DROP TABLE schema_migrations")
		require.NoError(t, err)
		refuses("run jeton migrate up")
	})
}
