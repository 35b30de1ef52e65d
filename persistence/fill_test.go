package persistence_test

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// filling makes rows up in the database itself, past the store: tokens spread
// over drawers, clients, users, grants and resource servers. SERIES(m) stands
// for a table s with the numbers n below m.
const filling = `
INSERT INTO clients (tenant_id, client_id, name, status, grant_types, auth_method, allowed, epoch, version, created_at, updated_at)
SELECT TENANT, 'client-' || n, 'Client', 'active', '[]', 'client_secret_basic', '[]', 1, 1, NOW, NOW FROM SERIES(SMALL);

INSERT INTO client_names (tenant_id, name, client_id)
SELECT TENANT, 'client-' || n, 'client-' || n FROM SERIES(SMALL);

INSERT INTO client_names (tenant_id, name, client_id)
SELECT TENANT, 'program ' || n, 'client-' || n FROM SERIES(SMALL);

INSERT INTO client_secrets (tenant_id, client_id, id, hash, last4, created_at)
SELECT TENANT, 'client-' || n, 's', HASH, 'abcd', NOW FROM SERIES(SMALL);

INSERT INTO used_assertions (tenant_id, client_id, hash, expires_at)
SELECT TENANT, 'client-' || (n % 100), HASH, NOW - 1000000 + n * 10000 FROM SERIES(SMALL * 4);

INSERT INTO users (tenant_id, id, username, username_key, name, status, roles, epoch, created_at)
SELECT TENANT, 'user-' || n, 'user-' || n, 'user-' || n, 'User', 'active', CASE WHEN n % 100 = 0 THEN '["auditor"]' ELSE '[]' END, 1, NOW FROM SERIES(SMALL);

INSERT INTO user_names (tenant_id, name, user_id)
SELECT TENANT, 'user-' || n, 'user-' || n FROM SERIES(SMALL);

INSERT INTO user_names (tenant_id, name, user_id)
SELECT TENANT, 'person ' || n, 'user-' || n FROM SERIES(SMALL);

INSERT INTO grants (tenant_id, id, client_id, user_id, type, created_at)
SELECT TENANT, 'grant-' || n, 'client-' || (n % SMALL), 'user-' || (n % SMALL), 'code', NOW - n FROM SERIES(SMALL * 4);

INSERT INTO named_tokens (tenant_id, hash, drawer, user_id, name, last4, created_at, expires_at)
SELECT TENANT, HASH, 1, 'user-' || (n % SMALL), 'name', 'abcd', NOW - n, NOW + n FROM SERIES(SMALL * 4);

INSERT INTO sessions (tenant_id, id, user_id, hash, user_epoch, created_at, authenticated_at, seen_at, expires_at, user_agent, address)
SELECT TENANT, 'session-' || n, 'user-' || (n % SMALL), LONG, 1, NOW - n, NOW, NOW, NOW + n, '', '' FROM SERIES(SMALL * 4);

INSERT INTO audit_events (tenant_id, id, at, actor, action, object)
SELECT TENANT, 'event-' || n, NOW - n, 'user:' || (n % 100), 'client.edited-' || (n % 10), 'client:' || (n % 1000) FROM SERIES(SMALL * 4);

INSERT INTO tokens (tenant_id, drawer, hash, kind, format, grant_id, client_id, user_id, audience, scope,
  issued_at, not_before, expires_at, tenant_epoch, client_epoch, user_epoch)
SELECT TENANT, d.column2, HASH, 'access_token', 'reference', 'grant-' || (n % (SMALL * 4)), 'client-' || (n % SMALL),
  CASE WHEN n % 2 = 1 THEN 'user-' || (n % SMALL) END, '[{"rs":"server-' || (n % 20) || '","aud":"https://api.example"}]', 'read',
  NOW - n * 100, NOW, NOW + 3600000, 1, 1, 1
FROM SERIES(TOKENS) JOIN (VALUES DRAWERS) AS d ON d.column1 = n % OFDRAWERS ORDER BY d.column2;

INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash)
SELECT tenant_id, SERVER, issued_at, drawer, hash FROM tokens WHERE tenant_id = TENANT;

INSERT INTO sightings (tenant_id, drawer, hash, resource_server_id, first_at, last_at)
SELECT tenant_id, drawer, hash, SERVER, issued_at, NOW - issued_at % 7200000 FROM tokens WHERE tenant_id = TENANT;

INSERT INTO activity (tenant_id, granularity, at, resource_server_id, active, inactive, refused)
SELECT TENANT, 'minute', NOW - (n / 5) * 60000, 'server-' || (n % 5), 1, 1, 0 FROM SERIES(SMALL * 4);
`

// tenantToFill is what to make up: so many tokens of a tenant in these drawers.
type tenantToFill struct {
	tenant  domain.TenantID
	drawers []domain.Drawer
	tokens  int
}

// fill makes tenants up. Postgres gets the statistics that autovacuum would
// make; SQLite makes none by itself, and so has to plan without.
func fill(t *testing.T, url string, now time.Time, tenants ...tenantToFill) {
	t.Helper()
	db, engine := rawDatabase(t, url)
	if engine == migrations.SQLite {
		defer withoutIndexes(t, db)()
	}
	for _, f := range tenants {
		for statement := range strings.SplitSeq(fillingOf(f, engine, now), ";\n") {
			_, err := db.Exec(statement)
			require.NoError(t, err, statement)
		}
	}
	if engine == migrations.Postgres {
		_, err := db.Exec("ANALYZE")
		require.NoError(t, err)
	}
}

// fillingOf writes the filling for a tenant in the engine's words.
func fillingOf(f tenantToFill, engine migrations.Engine, now time.Time) string {
	numbers := make([]string, len(f.drawers))
	for i, d := range f.drawers {
		numbers[i] = fmt.Sprintf("(%d, %d)", i, d)
	}
	words := []string{
		"TENANT", "'" + string(f.tenant) + "'::uuid",
		"HASH", "uuid_send(gen_random_uuid())", "LONG", "sha256(uuid_send(gen_random_uuid()))", "SERVER", "audience::json->0->>'rs'",
	}
	text := filling
	if engine == migrations.SQLite {
		words = []string{"TENANT", "'" + string(f.tenant) + "'", "HASH", "randomblob(16)", "LONG", "randomblob(32)", "SERVER", "json_extract(audience, '$[0].rs')"}
	}
	for _, size := range []string{"SMALL * 4", "SMALL", "TOKENS"} {
		series := "generate_series(0, " + size + " - 1) AS s (n)"
		if engine == migrations.SQLite {
			series = "(WITH RECURSIVE s (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < " + size + ") SELECT n FROM s) AS s"
		}
		text = strings.ReplaceAll(text, "SERIES("+size+")", series)
	}
	words = append(words, "OFDRAWERS", strconv.Itoa(len(f.drawers)), "DRAWERS", strings.Join(numbers, ", "),
		"SMALL", strconv.Itoa(f.tokens/100), "TOKENS", strconv.Itoa(f.tokens), "NOW", strconv.FormatInt(now.UnixMilli(), 10))
	return strings.NewReplacer(words...).Replace(text)
}

// withoutIndexes takes the indexes of tokens away until the function it gives is
// called: making an index once is much faster than keeping it up.
func withoutIndexes(t *testing.T, db *sql.DB) (restore func()) {
	t.Helper()
	db.SetMaxOpenConns(1)
	run := func(statements ...string) {
		for _, statement := range statements {
			_, err := db.Exec(statement)
			require.NoError(t, err, statement)
		}
	}
	run("PRAGMA cache_size = -200000", "PRAGMA synchronous = OFF")
	rows, err := db.Query("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'tokens' AND sql IS NOT NULL")
	require.NoError(t, err)
	defer rows.Close()
	var drop, create []string
	for rows.Next() {
		var name, text string
		require.NoError(t, rows.Scan(&name, &text))
		drop, create = append(drop, "DROP INDEX "+name), append(create, text)
	}
	require.NoError(t, rows.Err())
	require.NoError(t, rows.Close())
	run(drop...)
	return func() { run(create...) }
}
