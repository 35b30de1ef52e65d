package upgrade_test

import (
	"context"
	"database/sql"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/jeton-id/jeton/test/postgres"
)

// A dump is what it takes to make the database again: text, so that a reader can see
// what is in it, and what came to be in it.

// drawn is every table that has a partition for each drawer. A fixture has those that
// tokens are in; whoever serves it opens the others again.
var drawn = []string{"tokens", "token_targets", "sightings"}

func openSQLite(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", strings.TrimPrefix(url, "sqlite:"))
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	return db
}

func loadSQLite(t *testing.T, url, dump string) {
	t.Helper()
	db := openSQLite(t, url)
	_, err := db.ExecContext(t.Context(), dump)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

func dumpSQLite(t *testing.T, url string) string {
	t.Helper()
	db := openSQLite(t, url)
	defer db.Close()
	var dump strings.Builder
	dump.WriteString("BEGIN;\n")
	// Triggers watch over what is written later.
	for _, tables := range []bool{true, false} {
		for _, made := range column(t, db, fmt.Sprintf("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%%' AND (type = 'table') = %t ORDER BY rowid", tables)) {
			dump.WriteString(made + ";\n")
		}
		if !tables {
			break
		}
		for _, table := range column(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid") {
			var quoted []string
			for _, name := range column(t, db, "SELECT name FROM pragma_table_info('"+table+"') ORDER BY cid") {
				quoted = append(quoted, "quote("+name+")")
			}
			rows := column(t, db, "SELECT "+strings.Join(quoted, "||','||")+" FROM "+table+" ORDER BY 1")
			for _, row := range rows {
				fmt.Fprintf(&dump, "INSERT INTO %s VALUES(%s);\n", table, row)
			}
		}
	}
	dump.WriteString("COMMIT;\n")
	return dump.String()
}

func column(t *testing.T, db *sql.DB, statement string) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), statement)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var value string
		require.NoError(t, rows.Scan(&value))
		values = append(values, value)
	}
	require.NoError(t, rows.Err())
	return values
}

func loadPostgres(t *testing.T, url, dump string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	_, err = conn.PgConn().Exec(t.Context(), dump).ReadAll()
	require.NoError(t, err)
}

// roles are made by the first migration, and belong to the cluster: no dump of a
// database has them.
const roles = `DO $$
DECLARE
  role name;
BEGIN
  FOREACH role IN ARRAY ARRAY['jeton_app', 'jeton_lookup']::name[] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', role);
    END IF;
  END LOOP;
END
$$;
`

func dumpPostgres(t *testing.T, url string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	rows, err := conn.Query(t.Context(), "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent"+
		" WHERE p.relname = ANY ($1) AND c.relkind = 'r'", drawn)
	require.NoError(t, err)
	partitions, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	var held []string
	for _, partition := range partitions {
		_, number, _ := strings.Cut(partition, "_d")
		var some bool
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM tokens WHERE drawer = "+number+")").Scan(&some))
		if some {
			held = append(held, partition)
			continue
		}
		_, err := conn.Exec(t.Context(), "DROP TABLE "+partition)
		require.NoError(t, err)
	}
	require.True(t, slices.ContainsFunc(held, func(name string) bool { return strings.HasPrefix(name, "tokens_d") }), "there are no tokens")
	require.NoError(t, conn.Close(t.Context()))

	bin, err := postgres.Find()
	require.NoError(t, err)
	dump := exec.CommandContext(t.Context(), filepath.Join(bin, "pg_dump"), "--no-owner", "--inserts", url)
	text, err := dump.Output()
	require.NoError(t, err)
	var kept strings.Builder
	kept.WriteString(roles)
	for line := range strings.Lines(string(text)) {
		// Lines for psql, and those that say which pg_dump wrote the others.
		if !strings.HasPrefix(line, `\`) && !strings.HasPrefix(line, "--") && strings.TrimSpace(line) != "" {
			kept.WriteString(line)
		}
	}
	return kept.String()
}
