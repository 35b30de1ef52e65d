package persistence_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/archive"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
	"github.com/jeton-id/jeton/test/filling"
)

var allColumns = map[migrations.Engine]string{
	migrations.SQLite: "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'",
	migrations.Postgres: "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped" +
		" WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace",
}

// contents are all rows of a database by table and column, read behind the store's
// back: each value as a text, with its place in the row it belongs to.
type contents map[string][]map[string]string

// contentsOf reads everything that belongs to a tenant.
func contentsOf(t *testing.T, url string) contents {
	t.Helper()
	db, engine := rawDatabase(t, url)
	all := contents{}
	for _, pair := range pairs(t, db, allColumns[engine]) {
		if table := pair[0]; !slices.Contains([]string{"schema_migrations", "schema_floor", "drawers"}, table) && all[table] == nil {
			all[table] = rowsOf(t, db, table)
		}
	}
	return all
}

func rowsOf(t *testing.T, db *sql.DB, table string) []map[string]string {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table)
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	found := []map[string]string{}
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		require.NoError(t, rows.Scan(values...))
		row := map[string]string{}
		for i, column := range columns {
			switch value := (*values[i].(*any)).(type) {
			case []byte:
				row[column] = hex.EncodeToString(value)
			case bool:
				row[column] = map[bool]string{false: "0", true: "1"}[value]
			case nil:
				row[column] = "NULL"
			default:
				row[column] = fmt.Sprint(value)
			}
		}
		found = append(found, row)
	}
	require.NoError(t, rows.Err())
	sort.Slice(found, func(i, j int) bool { return fmt.Sprint(found[i]) < fmt.Sprint(found[j]) })
	return found
}

// plain are the columns of a table in which no row has a value of its own: nothing
// would be missed if they were forgotten.
func (c contents) plain(table string) []string {
	left := map[string]bool{}
	for _, row := range c[table] {
		for column := range row {
			left[column] = true
		}
	}
	for _, row := range c[table] {
		for column, value := range row {
			if !slices.Contains([]string{"NULL", "", "0", "[]", "{}"}, value) {
				delete(left, column)
			}
		}
	}
	return slices.Sorted(maps.Keys(left))
}

// enrich gives every column that is still plain a value, past the store.
func enrich(t *testing.T, url string) {
	t.Helper()
	db, _ := rawDatabase(t, url)
	before := contentsOf(t, url)
	for table := range before {
		for _, column := range before.plain(table) {
			value := map[string]string{"TEXT": "'[1]'", "INTEGER": "1", "INT8": "1", "INT4": "1", "BOOL": "true", "BLOB": "x'0102'", "BYTEA": `'\x0102'`}[typeOf(t, db, table, column)]
			if table == "device_requests" && column == "grant_id" {
				value = "(SELECT min(id) FROM grants g WHERE g.tenant_id = device_requests.tenant_id)"
			}
			_, err := db.Exec(fmt.Sprintf("UPDATE %s SET %s = %s", table, column, value))
			require.NoError(t, err, "%s.%s", table, column)
		}
	}
	after := contentsOf(t, url)
	require.Greater(t, len(after), 30)
	for table, rows := range after {
		require.NotEmpty(t, rows, "table %s has no row: make one in storetest.Fill", table)
		require.Empty(t, after.plain(table), "table %s has columns without a value", table)
	}
}

func typeOf(t *testing.T, db *sql.DB, table, column string) string {
	t.Helper()
	rows, err := db.Query(fmt.Sprintf("SELECT %s FROM %s LIMIT 0", column, table))
	require.NoError(t, err)
	defer rows.Close()
	types, err := rows.ColumnTypes()
	require.NoError(t, err)
	require.NoError(t, rows.Err())
	return types[0].DatabaseTypeName()
}

// both calls test with a source and a target on either engine.
func both(t *testing.T, test func(t *testing.T, from, to string)) {
	for from, to := range map[migrations.Engine]migrations.Engine{migrations.SQLite: migrations.Postgres, migrations.Postgres: migrations.SQLite} {
		t.Run("to "+string(to), func(t *testing.T) { test(t, storetest.Database(t, from), storetest.Database(t, to)) })
	}
}

// TestAMoveTakesEverything moves tenants with a value in every column of every table,
// one that is deleted, and one with many rows, and looks at both databases behind the
// store's back.
func TestAMoveTakesEverything(t *testing.T) {
	both(t, func(t *testing.T, from, to string) {
		ctx, now := t.Context(), time.Now()
		source := open(t, persistence.Config{URL: from})
		storetest.Fill(t, from, source)
		enrich(t, from)
		deleted, large := createTenant(t, source, now), createTenant(t, source, now)
		drawers := domain.OpenDrawers(now)[:3]
		require.NoError(t, source.OpenDrawers(ctx, drawers))
		require.NoError(t, filling.Fill(ctx, from, now, filling.Tenant{ID: large, Drawers: drawers, Tokens: 1200}))
		act := domain.Act{By: domain.SystemActor("test"), At: now}
		require.NoError(t, source.In(deleted).Change(ctx, act, func(tx domain.Changer) error {
			if err := tx.DeleteTenant(ctx); err != nil {
				return err
			}
			return tx.Record(ctx, domain.Event{ID: "deleted", At: now, Actor: "system:test", Action: "tenant.deleted", Object: "tenant"})
		}))

		target := open(t, persistence.Config{URL: to})
		var last persistence.Progress
		counts, err := persistence.Move{From: source, To: target, Progress: func(is persistence.Progress) { last = is }}.Run(ctx)
		require.NoError(t, err)
		require.True(t, last.Verifying)
		was, is := contentsOf(t, from), contentsOf(t, to)
		require.Equal(t, slices.Sorted(maps.Keys(was)), slices.Sorted(maps.Keys(is)))
		for table := range was {
			require.Equal(t, was[table], is[table], table)
		}
		require.Len(t, counts, len(was))
		for _, count := range counts {
			require.Len(t, is[count.Table], int(count.Rows), count.Table)
		}
		opened, err := source.Drawers(ctx)
		require.NoError(t, err)
		there, err := target.Drawers(ctx)
		require.NoError(t, err)
		require.Equal(t, opened, there)

		// Where somebody lives nobody moves in, and what is there stays.
		_, err = persistence.Move{From: source, To: target}.Run(ctx)
		require.ErrorIs(t, err, persistence.ErrNotEmpty)
		require.Equal(t, is, contentsOf(t, to))
	})
}

// TestAMoveFindsWhatWasAltered has the new database change rows as they are written,
// by triggers: one value, a row left out, a row too many.
func TestAMoveFindsWhatWasAltered(t *testing.T) {
	trigger := map[migrations.Engine]func(table, does string) string{
		migrations.SQLite: func(table, does string) string {
			return "CREATE TRIGGER meddling AFTER INSERT ON " + table + " BEGIN " + does + "; END"
		},
		migrations.Postgres: func(table, does string) string {
			return "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + does + "; RETURN NULL; END $$;" +
				" CREATE TRIGGER meddling AFTER INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION meddle()"
		},
	}
	both(t, func(t *testing.T, from, to string) {
		ctx := t.Context()
		source := open(t, persistence.Config{URL: from})
		storetest.Fill(t, from, source)
		target := open(t, persistence.Config{URL: to})
		db, engine := rawDatabase(t, to)
		for _, test := range []struct{ table, does, want string }{
			{"users", "UPDATE users SET email = 'meddled' WHERE id = NEW.id AND tenant_id = NEW.tenant_id", `verify table users: column email of the row with the key ("one-user") is not what was written`},
			{"signing_keys", "UPDATE signing_keys SET signs_until = NULL WHERE id = NEW.id AND tenant_id = NEW.tenant_id", `verify table signing_keys: column signs_until of the row with the key ("one-key")`},
			{"consents", "DELETE FROM consents WHERE tenant_id = NEW.tenant_id", `verify table consents: the row with the key ("one-user", "one-client") is missing`},
			{"consents", "INSERT INTO tombstones (tenant_id, epoch, kind, name) VALUES (NEW.tenant_id, 1, 'client', 'aaa')", `verify table tombstones: there is a row with the key ("client", "aaa") that was not written`},
		} {
			_, err := db.Exec(trigger[engine](test.table, test.does))
			require.NoError(t, err)
			_, err = persistence.Move{From: source, To: target}.Run(ctx)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "meddled")
			require.NotContains(t, err.Error(), "@example.com")
			empty, err := target.Empty(ctx)
			require.NoError(t, err)
			require.True(t, empty, "nothing is left behind")
			undo := "DROP TRIGGER meddling"
			if engine == migrations.Postgres {
				undo += " ON " + test.table + "; DROP FUNCTION meddle()"
			}
			_, err = db.Exec(undo)
			require.NoError(t, err)
		}
		_, err := persistence.Move{From: source, To: target}.Run(ctx)
		require.NoError(t, err, "what failed before is no hindrance")
	})
}

// TestWhatIsNotListedIsNotLeftBehind adds what a migration could add.
func TestWhatIsNotListedIsNotLeftBehind(t *testing.T) {
	for _, test := range []struct{ statement, want string }{
		{"CREATE TABLE wishes (tenant_id TEXT NOT NULL, wish TEXT)", "table wishes is not in the list"},
		{"ALTER TABLE users ADD COLUMN shoes TEXT", "table users has other columns"},
		{"ALTER TABLE users ADD COLUMN weight REAL", "column weight of table users has type REAL"},
		{"ALTER TABLE client_names RENAME TO clients_by_name", "table client_names has no column"},
	} {
		from := storetest.Database(t, migrations.SQLite)
		db, _ := rawDatabase(t, from)
		_, err := db.Exec(test.statement)
		require.NoError(t, err)
		source, target := open(t, persistence.Config{URL: from}), open(t, persistence.Config{URL: storetest.Database(t, migrations.SQLite)})
		_, err = persistence.Move{From: source, To: target}.Run(t.Context())
		require.ErrorContains(t, err, test.want)
	}
}

// TestBytesAreHashesOrWrapped holds every column of bytes to be one of two things:
// a hash, which opens nothing, or a key that archive wraps anew.
func TestBytesAreHashesOrWrapped(t *testing.T) {
	hashes := []string{"hash", "browser", "user_code", "previous"}
	db, _ := rawDatabase(t, storetest.Database(t, migrations.SQLite))
	wrapped := 0
	for _, pair := range pairs(t, db, "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'BLOB'") {
		if archive.Wrapped(pair[0], pair[1]) {
			wrapped++
			continue
		}
		require.Contains(t, hashes, pair[1], "of table %s: a key has to be wrapped anew by package archive", pair[0])
	}
	require.Equal(t, 2, wrapped)
}

// TestATenantIsAddedOrNot adds what Rows gave to another database, and what is not
// fit to be added.
func TestATenantIsAddedOrNot(t *testing.T) {
	both(t, func(t *testing.T, from, to string) {
		ctx := t.Context()
		source, target := open(t, persistence.Config{URL: from}), open(t, persistence.Config{URL: to})
		tenants := storetest.Fill(t, from, source)
		enrich(t, from)
		drawers, err := source.Drawers(ctx)
		require.NoError(t, err)
		require.NoError(t, target.OpenDrawers(ctx, drawers))
		event := domain.Event{ID: "imported", At: time.Now(), Actor: "system:import", Action: "tenant.imported", Object: "tenant:x"}
		type rowOf struct {
			table string
			row   map[string]any
		}
		var rows []rowOf
		require.NoError(t, source.Rows(ctx, tenants[0], func(table string, row map[string]any) error {
			rows = append(rows, rowOf{table, row})
			return nil
		}))
		adding := func(id domain.TenantID, change func(*rowOf)) error {
			return target.AddTenant(ctx, id, event, func(add func(string, map[string]any) error) error {
				for _, r := range rows {
					r.row = maps.Clone(r.row)
					change(&r)
					if err := add(r.table, r.row); err != nil {
						return err
					}
				}
				return nil
			})
		}
		users := func(change func(*rowOf)) func(*rowOf) {
			return func(r *rowOf) {
				if r.table == "users" {
					change(r)
				}
			}
		}
		for want, change := range map[string]func(*rowOf){
			"a row of table users has no column email": users(func(r *rowOf) { delete(r.row, "email") }),
			"columns that are not known":               users(func(r *rowOf) { r.row["shoes"] = "43" }),
			"there is no table wishes":                 users(func(r *rowOf) { r.table = "wishes" }),
			"a row of table users is another tenant's": users(func(r *rowOf) { r.row["tenant_id"] = string(tenants[1]) }),
			"column epoch of table users is number":    users(func(r *rowOf) { r.row["epoch"] = "1" }),
			"column email of table users is text":      users(func(r *rowOf) { r.row["email"] = []byte("x") }),
			"there is no table schema_migrations":      users(func(r *rowOf) { r.table = "schema_migrations" }),
			"add a tenant: write table users: ":        users(func(r *rowOf) { r.row["status"] = "unknown" }),
			"a row of table tenants is another tenant's": func(r *rowOf) {
				if r.table == "tenants" {
					r.row["id"] = string(tenants[1])
				}
			},
			"a row of table tenant_keys is another tenant's": func(r *rowOf) {
				if r.table == "tenant_keys" {
					r.row["tenant_id"] = strings.ToUpper(string(tenants[0]))
				}
			},
			"of table audit_events is another tenant's": func(r *rowOf) {
				if r.table == "audit_events" {
					r.row["tenant_id"] = string(tenants[1])
				}
			},
		} {
			err := adding(tenants[0], change)
			require.ErrorContains(t, err, want)
			empty, err := target.Empty(ctx)
			require.NoError(t, err)
			require.True(t, empty, want)
		}
		require.True(t, domain.KindInvalid.Is(adding("acme", func(*rowOf) {})))

		require.NoError(t, adding(tenants[0], func(*rowOf) {}))
		for table, was := range contentsOf(t, from) {
			is := contentsOf(t, to)[table]
			was = slices.DeleteFunc(was, func(row map[string]string) bool {
				return row["tenant_id"] == string(tenants[1]) || row["id"] == string(tenants[1])
			})
			is = slices.DeleteFunc(is, func(row map[string]string) bool { return row["id"] == "imported" })
			require.Equal(t, was, is, table)
		}
		require.True(t, domain.KindConflict.Is(adding(tenants[0], func(*rowOf) {})), "the id is taken")
		other := func(r *rowOf) {
			for _, column := range []string{"id", "tenant_id"} {
				if r.row[column] == string(tenants[0]) {
					r.row[column] = string(tenants[1])
				}
			}
		}
		err = adding(tenants[1], other)
		require.True(t, domain.KindConflict.Is(err), "the slug is taken: %v", err)
		require.ErrorContains(t, err, "slug_taken")
		_, err = target.In(tenants[1]).Load(context.Background())
		require.True(t, domain.KindNotFound.Is(err))
		require.True(t, domain.KindNotFound.Is(source.Rows(ctx, "acme", func(string, map[string]any) error { return nil })))
	})
}
