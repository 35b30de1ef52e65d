package migrations_test

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/test/postgres"
)

// each runs a test on an empty database of every engine.
func each(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, "sqlite:"+filepath.Join(t.TempDir(), "a folder", "jeton 100%?.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, postgres.ForTest(t).Database(t, "")) })
}

func prepare(t *testing.T, url string) migrations.Database {
	t.Helper()
	db, err := migrations.Parse(url)
	require.NoError(t, err)
	if db.Engine == migrations.SQLite {
		require.NoError(t, os.MkdirAll(filepath.Dir(db.File), 0o700))
	}
	return db
}

func raw(t *testing.T, db migrations.Database) *sql.DB {
	t.Helper()
	driver, name := "pgx/v5", db.URL
	if db.Engine == migrations.SQLite {
		driver, name = "sqlite", db.DSN()
	}
	opened, err := sql.Open(driver, name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened
}

// schema describes everything a migration can make.
func schema(t *testing.T, db migrations.Database) []string {
	t.Helper()
	statement := "SELECT coalesce(sql, name) FROM sqlite_schema WHERE name NOT LIKE 'schema_migrations' AND name <> 'version_unique' ORDER BY 1"
	if db.Engine == migrations.Postgres {
		statement = "SELECT c.relname || ' ' || c.relkind::text || ' ' || coalesce(c.relacl::text, '') || ' ' ||" +
			" coalesce((SELECT string_agg(a.attname || ' ' || a.atttypid::regtype || ' ' || a.attnotnull || coalesce(a.attacl::text, ''), ',' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), '') || ' ' ||" +
			" coalesce((SELECT string_agg(p.polname || pg_get_expr(p.polqual, p.polrelid), ',' ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = c.oid), '')" +
			" FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_migrations' AND c.relname <> 'schema_migrations_pkey'" +
			" UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
	}
	rows, err := raw(t, db).Query(statement)
	require.NoError(t, err)
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		lines = append(lines, line)
	}
	require.NoError(t, rows.Err())
	return lines
}

func TestUpDownUp(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		ctx, db := t.Context(), prepare(t, url)
		state, err := migrations.Status(ctx, url)
		require.NoError(t, err)
		require.Equal(t, migrations.State{Latest: state.Latest}, state)
		require.ErrorContains(t, state.Check(), "run jeton migrate up")
		if db.Engine == migrations.SQLite {
			require.NoFileExists(t, db.File, "asking leaves no trace")
		}

		require.NoError(t, migrations.Up(ctx, url))
		if db.Engine == migrations.SQLite {
			info, err := os.Stat(db.File)
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "the database is its owner's only")
		}
		up := schema(t, db)
		require.Greater(t, len(up), 30)
		require.NoError(t, migrations.Up(ctx, url), "nothing to do is no error")
		require.NoError(t, migrations.Down(ctx, url))
		require.Empty(t, schema(t, db), "down leaves nothing behind")
		require.NoError(t, migrations.Up(ctx, url))
		require.Equal(t, up, schema(t, db))

		state, err = migrations.Status(ctx, url)
		require.NoError(t, err)
		require.Equal(t, migrations.State{Version: state.Latest, Latest: state.Latest, Floor: 18}, state)
		require.NoError(t, state.Check())
	})
}

func TestRefuses(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		ctx, db := t.Context(), prepare(t, url)
		require.NoError(t, migrations.Up(ctx, url))
		before := schema(t, db)
		_, err := raw(t, db).Exec("UPDATE schema_floor SET oldest = 999")
		require.NoError(t, err)
		for statement, with := range map[string]string{
			"UPDATE schema_migrations SET version = 999, dirty = false": "this binary is older than the database",
			"UPDATE schema_migrations SET version = 3, dirty = true":    "migration 3 of the database did not finish",
		} {
			_, err := raw(t, db).Exec(statement)
			require.NoError(t, err)
			require.ErrorContains(t, migrations.Up(ctx, url), with)
			require.ErrorContains(t, migrations.Down(ctx, url), with)
			state, err := migrations.Status(ctx, url)
			require.NoError(t, err)
			require.ErrorContains(t, state.Check(), with)
			require.Equal(t, before, schema(t, db))
		}
	})
}

// TestFailure lets a migration fail half-way: nothing of it stays, and the next
// attempt says what happened instead of going on.
func TestFailure(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		ctx, db := t.Context(), prepare(t, url)
		_, err := raw(t, db).Exec("CREATE TABLE users (id INTEGER)")
		require.NoError(t, err)
		require.ErrorContains(t, migrations.Up(ctx, url), "users")
		require.NotContains(t, schema(t, db), "clients")
		require.ErrorContains(t, migrations.Up(ctx, url), "migration 3 of the database did not finish")
	})
}

// TestManyAtOnce migrates one database from many goroutines and from other
// processes; this test binary is the other process.
func TestManyAtOnce(t *testing.T) {
	if url := os.Getenv("MIGRATE_IN_ANOTHER_PROCESS"); url != "" {
		require.NoError(t, migrations.Up(context.Background(), url))
		return
	}
	each(t, func(t *testing.T, url string) {
		db := prepare(t, url)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := migrations.Up(t.Context(), url); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				other := exec.Command(os.Args[0], "-test.run=^TestManyAtOnce$")
				other.Env = append(os.Environ(), "MIGRATE_IN_ANOTHER_PROCESS="+url)
				if output, err := other.CombinedOutput(); err != nil {
					t.Errorf("%s: %s", err, output)
				}
			})
		}
		all.Wait()
		state, err := migrations.Status(t.Context(), url)
		require.NoError(t, err)
		require.NoError(t, state.Check())
		require.Greater(t, len(schema(t, db)), 30)
	})
}

// TestManyDatabases migrates several databases of one cluster at once: the roles
// they need belong to all of them.
func TestManyDatabases(t *testing.T) {
	server, err := postgres.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	var all sync.WaitGroup
	for range 6 {
		url := server.Database(t, "")
		all.Go(func() {
			if err := migrations.Up(t.Context(), url); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestWaitsNoLongerThanItsContext(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		db := prepare(t, url)
		if db.Engine == migrations.Postgres {
			conn, err := raw(t, db).Conn(t.Context())
			require.NoError(t, err)
			defer conn.Close()
			_, err = conn.ExecContext(t.Context(), "SELECT pg_advisory_lock(456968662894)") // "jeton"
			require.NoError(t, err)
		} else {
			unlock, err := migrations.TryLock(t.Context(), db.Sibling("lock"), false)
			require.NoError(t, err)
			defer unlock()
			_, err = migrations.TryLock(t.Context(), db.Sibling("lock"), false)
			require.ErrorIs(t, err, migrations.ErrLocked)
		}
		ctx, end := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer end()
		require.ErrorIs(t, migrations.Up(ctx, url), context.DeadlineExceeded)
	})
}

// TestNamesAgree holds the folders to the same numbers and names.
func TestNamesAgree(t *testing.T) {
	var names [2][]string
	for i, engine := range []migrations.Engine{migrations.Postgres, migrations.SQLite} {
		entries, err := os.ReadDir(string(engine))
		require.NoError(t, err)
		for _, entry := range entries {
			require.Regexp(t, `^[0-9]{4}_[a-z_]+\.(up|down)\.sql$`, entry.Name())
			names[i] = append(names[i], entry.Name())
		}
	}
	require.Equal(t, names[0], names[1])
	require.True(t, slices.IsSorted(names[0]))
	require.Zero(t, len(names[0])%2, "each has an up and a down")
}

func TestParse(t *testing.T) {
	for _, text := range []string{"", "mysql://x", "sqlite:", "sqlite::memory:", "sqlite://data/jeton.db", "data/jeton.db", "postgres://u:p%zz@h/d"} {
		_, err := migrations.Parse(text)
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "zz")
	}
	db, err := migrations.Parse("sqlite:data/jeton.db")
	require.NoError(t, err)
	require.Equal(t, migrations.Database{Engine: migrations.SQLite, File: filepath.Join("data", "jeton.db")}, db)
}
