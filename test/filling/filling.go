// Package filling makes large tenants up in the database itself, past the store: in
// seconds, where the front door would take an hour.
//
// A tenant of so many tokens has a hundredth as many applications and people, and
// what belongs to them: tokens of every kind and state, spread over applications,
// people, grants and APIs, a tenth of a second apart. They can be listed, looked at
// and revoked. Nobody holds their texts, so none can be used.
//
// The one idea worth knowing is that filling.sql is the same for both engines: what
// they write differently are words in capitals, which Fill replaces.
package filling

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
)

// text has a statement for each table. SERIES(m) stands for a table s with the
// numbers n below m.
//
//go:embed filling.sql
var text string

// Tenant is what to make up: so many tokens of a tenant in these drawers, which are
// open.
type Tenant struct {
	ID      domain.TenantID
	Drawers []domain.Drawer
	Tokens  int
}

// Fill makes tenants up. Postgres gets the statistics that autovacuum would make;
// SQLite makes none by itself, and so has to plan without.
func Fill(ctx context.Context, url string, now time.Time, tenants ...Tenant) (err error) {
	location, err := migrations.Parse(url)
	if err != nil {
		return err
	}
	driver, name := "pgx/v5", location.URL
	if location.Engine == migrations.SQLite {
		driver, name = "sqlite", location.DSN()
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// What is set for a connection has to hold for all that follows.
	db.SetMaxOpenConns(1)
	restore := func() error { return run(ctx, db, "ANALYZE") }
	if location.Engine == migrations.SQLite {
		if restore, err = withoutIndexes(ctx, db); err != nil {
			return err
		}
	}
	for _, t := range tenants {
		if err := run(ctx, db, strings.Split(t.statements(location.Engine, now), ";\n")...); err != nil {
			return err
		}
	}
	return restore()
}

// FillTenant makes a tenant up that has been registered, in drawers that it opens.
func FillTenant(ctx context.Context, url, slug string, tokens int) error {
	now := time.Now()
	store, err := persistence.Open(ctx, persistence.Config{URL: url})
	if err != nil {
		return err
	}
	tenant, err := store.FindTenant(ctx, domain.Slug(slug))
	// The tokens live for an hour from now, or are over.
	drawers := domain.OpenDrawers(now)[:4]
	if err == nil {
		err = store.OpenDrawers(ctx, drawers)
	}
	if err := errors.Join(err, store.Close()); err != nil {
		return fmt.Errorf("prepare to fill %s: %w", slug, err)
	}
	return Fill(ctx, url, now, Tenant{tenant.ID, drawers, tokens})
}

// statements writes the filling in the engine's words.
func (t Tenant) statements(engine migrations.Engine, now time.Time) string {
	numbers := make([]string, len(t.Drawers))
	for i, d := range t.Drawers {
		numbers[i] = fmt.Sprintf("(%d, %d)", i, d)
	}
	words := []string{
		"TENANT", "'" + string(t.ID) + "'::uuid",
		"HASH", "uuid_send(gen_random_uuid())", "LONG", "sha256(uuid_send(gen_random_uuid()))", "SERVER", "audience::json->0->>'rs'",
	}
	filling := text
	if engine == migrations.SQLite {
		words = []string{"TENANT", "'" + string(t.ID) + "'", "HASH", "randomblob(16)", "LONG", "randomblob(32)", "SERVER", "json_extract(audience, '$[0].rs')"}
	}
	for _, size := range []string{"SMALL * 4", "SMALL", "TOKENS", "20"} {
		series := "generate_series(0, " + size + " - 1) AS s (n)"
		if engine == migrations.SQLite {
			series = "(WITH RECURSIVE s (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < " + size + ") SELECT n FROM s) AS s"
		}
		filling = strings.ReplaceAll(filling, "SERIES("+size+")", series)
	}
	// Personal access tokens are among the oldest, so that whoever looks for them
	// has far to go.
	filling = strings.ReplaceAll(filling, "PERSONAL", "n >= TOKENS / 10 * 9 AND n % 2 = 1")
	words = append(words, "OFDRAWERS", strconv.Itoa(len(t.Drawers)), "DRAWERS", strings.Join(numbers, ", "),
		"SMALL", strconv.Itoa(t.Tokens/100), "TOKENS", strconv.Itoa(t.Tokens), "NOW", strconv.FormatInt(now.UnixMilli(), 10))
	return strings.NewReplacer(words...).Replace(filling)
}

func run(ctx context.Context, db *sql.DB, statements ...string) error {
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// withoutIndexes takes the indexes of tokens away until the function it gives is
// called: making an index once is much faster than keeping it up.
func withoutIndexes(ctx context.Context, db *sql.DB) (restore func() error, err error) {
	if err := run(ctx, db, "PRAGMA cache_size = -200000", "PRAGMA synchronous = OFF"); err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'tokens' AND sql IS NOT NULL")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var drop, create []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		drop, create = append(drop, "DROP INDEX "+name), append(create, text)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	return func() error { return run(ctx, db, create...) }, run(ctx, db, drop...)
}
