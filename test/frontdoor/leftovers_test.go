package frontdoor

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/jeton-id/jeton/migrations"
)

// everyTable lists the tables of the catalogue, partitions among them.
var everyTable = map[migrations.Engine]string{
	migrations.SQLite: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
	migrations.Postgres: "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace" +
		" WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1",
}

// find searches every column of every row of every table for texts, and gives the rows
// that have one, as text, by table. Bytes are searched as they are and in hexadecimal.
func find(t *testing.T, databaseURL string, texts ...string) map[string][]string {
	t.Helper()
	at, err := migrations.Parse(databaseURL)
	require.NoError(t, err)
	driver, name := "sqlite", at.DSN("_query_only=1")
	if at.Engine == migrations.Postgres {
		driver, name = "pgx/v5", at.URL
	}
	db, err := sql.Open(driver, name)
	require.NoError(t, err)
	defer db.Close()
	found := map[string][]string{}
	tables := rowsOf(t, db, everyTable[at.Engine])
	require.Greater(t, len(tables), 30)
	for _, table := range tables {
		table = strings.Trim(table, "| ")
		for _, row := range rowsOf(t, db, "SELECT * FROM "+table) {
			if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(row, text) }) {
				table = strings.TrimPrefix(table, "public.")
				found[table] = append(found[table], row)
			}
		}
	}
	return found
}

// rowsOf gives the rows of a statement as text.
func rowsOf(t *testing.T, db *sql.DB, statement string) (texts []string) {
	t.Helper()
	rows, err := db.Query(statement)
	require.NoError(t, err, statement)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		require.NoError(t, rows.Scan(values...))
		text := "|"
		for _, value := range values {
			if raw, ok := (*value.(*any)).([]byte); ok {
				text += fmt.Sprintf(" %s %s |", raw, hex.EncodeToString(raw))
				continue
			}
			text += fmt.Sprintf(" %v |", *value.(*any))
		}
		texts = append(texts, text)
	}
	require.NoError(t, rows.Err())
	return texts
}

// fill makes one of everything at a tenant whose slug is in all its names, beside what
// artefactsOf makes.
func (w *World) fill(tenant string) {
	w.t.Helper()
	w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": tenant, "name": "The " + tenant + " company"})
	a := w.artefactsOf(tenant)
	w.edit(tenant, "/settings", "brand_color", "#c0ffee")
	w.edit("system", "/tenants/"+tenant, "requests_per_second", 123_457)
	w.edit(tenant, "/users/"+a.user, "email", a.username+"@example.com")
	// A client that proves itself by signing, and one that is gone.
	key := ClientKeys()["EdDSA"]
	w.Must(http.MethodPost, tenant, "/clients", map[string]any{
		"client_id": tenant + "-signer", "token_endpoint_auth_method": "private_key_jwt", "jwks": KeySet(key),
		"allowed": []any{map[string]any{"resource_server": a.serverIdentifier, "scopes": []string{"only"}}},
	})
	proven := w.PostForm("token", tenant, Asserting(form(grant), key.Sign(w.t, Claims(tenant+"-signer", tenant, w.Clock.Now()), nil)))
	require.Equal(w.t, http.StatusOK, proven.Status, proven.Body)
	w.Must(http.MethodPost, tenant, "/clients", map[string]any{"client_id": tenant + "-gone"})
	w.Must(http.MethodDelete, tenant, "/clients/"+tenant+"-gone", nil)
	// Somebody signs in, and out: an application is to be told, and a code is left over.
	require.Equal(w.t, http.StatusCreated, w.Post("par", tenant, tenant+"/"+a.app, authorizingForm(a.app)).Status)
	w.edit(tenant, "/clients/"+a.app, "backchannel_logout_uri", "https://"+tenant+".example/out")
	b := w.NewBrowser()
	code := b.signIn(authorizing(tenant, map[string]string{"client_id": a.app, "scope": "openid only"}), a.username).Get("code")
	require.Equal(w.t, http.StatusOK, w.redeem(tenant+"/"+a.app, code, nil).Status)
	b.Get("/t/" + tenant + "/oauth2/logout")
	require.Contains(w.t, b.Submit(nil, "").Body, "You are signed out")
	again := w.NewBrowser()
	again.signIn(authorizing(tenant, map[string]string{"client_id": a.app, "scope": "openid"}), a.username)
	// Figures, and a change of a part alone.
	require.True(w.t, w.Active(tenant+"/"+a.credential, a.token))
	w.Flush()
	require.Equal(w.t, http.StatusOK, w.Post("revoke", tenant, tenant+"/"+a.client, url.Values{"token": {a.token}}).Status)
}

// TestNothingIsLeftOfADeletedTenant fills every table there is with one of everything,
// deletes the tenant, does what the sweep does, and searches every column of every
// table for its id and for its slug, which is in every name it has.
func TestNothingIsLeftOfADeletedTenant(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		const slug = "zanzibar"
		ctx := t.Context()
		w := Open(t, databaseURL).Build()
		beside := w.artefactsOf("acme")
		w.fill(slug)
		tenant, _ := w.Tenancy(slug)
		texts := []string{string(tenant.ID), hex.EncodeToString([]byte(tenant.ID)), slug, hex.EncodeToString([]byte(slug)), "123457", "c0ffee"}

		full := find(t, databaseURL, texts...)
		at, err := migrations.Parse(databaseURL)
		require.NoError(t, err)
		for _, table := range tenantTables(t, at) {
			if table == "setup_links" {
				continue // tenant system alone ever has one
			}
			filled := slices.ContainsFunc(slices.Collect(maps.Keys(full)), func(name string) bool {
				return name == table || strings.HasPrefix(name, table+"_d")
			})
			require.True(t, filled, "the test puts nothing into %s, and so does not see whether it goes", table)
		}
		others := find(t, databaseURL, beside.username)

		w.Must(http.MethodDelete, "system", "/tenants/"+slug, nil)
		purge := func() {
			for n := 1; n > 0; {
				n, err = w.Store.PurgeDeleted(ctx, 1000)
				require.NoError(t, err)
			}
		}
		purge()
		// What stays, and why: the slug is held until no token of the issuer can live,
		// and operators can read that the tenant was deleted.
		left := find(t, databaseURL, texts...)
		require.Len(t, left["tenants"], 1)
		require.NotContains(t, left["tenants"][0], "123457")
		require.NotContains(t, left["tenants"][0], "c0ffee")
		require.NotContains(t, left["tenants"][0], "company")
		delete(left, "tenants")
		requireDeletionAlone(t, left)
		taken := w.Manage(w.Operator, http.MethodPost, "system", "/tenants", map[string]any{"slug": slug})
		require.Equal(t, http.StatusConflict, taken.Status, taken.Body)

		drawers, err := w.Store.Drawers(ctx)
		require.NoError(t, err)
		for _, drawer := range drawers {
			require.NoError(t, w.Store.DropDrawer(ctx, drawer))
		}
		purge()
		requireDeletionAlone(t, find(t, databaseURL, texts...))
		w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": slug})

		// The one beside has lost nothing but the tokens in the drawers.
		after := find(t, databaseURL, beside.username)
		for table, rows := range others {
			require.Len(t, after[table], len(rows), table)
		}
	})
}

// requireDeletionAlone holds what was found to the one event in the operators' log.
func requireDeletionAlone(t *testing.T, found map[string][]string) {
	t.Helper()
	require.Equal(t, []string{"audit_events"}, slices.Collect(maps.Keys(found)))
	for _, row := range found["audit_events"] {
		require.Contains(t, row, "tenant.deletion_begun")
	}
	require.Len(t, found["audit_events"], 1, "%v", found)
}

// tenantTables lists the tables with a tenant, without partitions, by the schema.
func tenantTables(t *testing.T, at migrations.Database) (tables []string) {
	t.Helper()
	driver, name := "sqlite", at.DSN("_query_only=1")
	statement := "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'tenant_id' WHERE m.type = 'table'"
	if at.Engine == migrations.Postgres {
		driver, name = "pgx/v5", at.URL
		statement = "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'" +
			" WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace"
	}
	db, err := sql.Open(driver, name)
	require.NoError(t, err)
	defer db.Close()
	for _, row := range rowsOf(t, db, statement) {
		tables = append(tables, strings.Trim(row, "| "))
	}
	require.Greater(t, len(tables), 30)
	return tables
}
