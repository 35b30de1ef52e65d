package persistence

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	postgresdialect "gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

// The roles the migrations make. Every connection takes one of them on, behind a
// pooler every transaction, so that a URL that names a superuser does not switch
// row-level security off.
const (
	appRole    = "jeton_app"
	lookupRole = "jeton_lookup"
)

// postgresEngine is Postgres: a pool for transactions of tenants, one for filing
// tokens, one for the deciding read, and, for work on the schema and for the lead,
// connections under the URL's own role.
type postgresEngine struct {
	watch *watch
	// requests is the URL of the pools: a pooler's if pooled, else owner's.
	requests            string
	pooled              bool
	app, filing, lookup *pool
	owner               *pgx.ConnConfig
	builder             *gorm.DB
	// open holds the look-up statements of every drawer this process has seen
	// open, by its number; texts holds statements as they are sent, by the way
	// they are written.
	open, texts sync.Map
}

func openPostgres(ctx context.Context, url, pooler string, conns int, w *watch) (*postgresEngine, error) {
	owner, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the database URL cannot be understood")
	}
	// Never the simple protocol, whatever the URL asks for.
	owner.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	if owner.RuntimeParams["application_name"] == "" {
		owner.RuntimeParams["application_name"] = "jeton"
	}
	e := &postgresEngine{watch: w, owner: owner, requests: cmp.Or(pooler, url), pooled: pooler != ""}
	for _, p := range []struct {
		into     **pool
		role     string
		conns    int
		settings map[string]string
	}{
		{&e.app, appRole, conns, nil},
		{&e.filing, appRole, maxUnderWay, filingSettings},
		{&e.lookup, lookupRole, maxUnderWay, lookUpSettings},
	} {
		if *p.into, err = e.pool(ctx, p.role, p.conns, p.settings); err != nil {
			return nil, errors.Join(err, e.close())
		}
	}
	e.builder, err = gorm.Open(postgresdialect.New(postgresdialect.Config{Conn: e.app.db}), gormConfig())
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	// Learns which drawers are open.
	if _, err := e.drawers(ctx); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

func (e *postgresEngine) gorm() *gorm.DB { return e.builder }

func (e *postgresEngine) begin(ctx context.Context, tenant string, kind transactionKind) (*sql.Tx, domain.Status, error) {
	if err := e.watchBegin(ctx); err != nil {
		return nil, "", err
	}
	options := &sql.TxOptions{}
	if kind == reading {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := e.app.beginSQL(ctx, options)
	if err != nil {
		return nil, "", err
	}
	status, err := e.enter(ctx, watched{tx, e.watch}, tenant, kind)
	if err != nil {
		return nil, "", errors.Join(err, tx.Rollback())
	}
	return tx, domain.Status(status), nil
}

// watchBegin announces the beginning of a transaction of several statements; what
// it takes on behind a pooler is a round trip of its own.
func (e *postgresEngine) watchBegin(ctx context.Context) error {
	err := e.watch.before(ctx, "begin")
	if err == nil && e.pooled {
		err = e.watch.before(ctx, e.app.entering)
	}
	return err
}

// enter names the tenant to the database for the length of the transaction.
func (e *postgresEngine) enter(ctx context.Context, tx watched, tenant string, kind transactionKind) (optional, error) {
	var set string
	var status optional
	const statement = "SELECT set_config('jeton.tenant', $1, true), (SELECT status FROM tenants WHERE id = $1::text::uuid)"
	if err := tx.one(ctx, statement, []any{tenant}, &set, &status); err != nil || kind != changing || status == "" {
		return status, err
	}
	// Whoever waited here for another's commit has to read the status again.
	// The key is not locked, so foreign keys that point to it do not wait.
	err := tx.one(ctx, "SELECT status FROM tenants WHERE id = $1 FOR NO KEY UPDATE", []any{tenant}, &status)
	return status, err
}

// ask sends the tenant's setting and the statement together. What is sent
// together is one transaction, so the setting is gone with it.
func (e *postgresEngine) ask(ctx context.Context, tenant, statement string, args []any, each func(cursor) error) error {
	if err := e.watch.before(ctx, statement, args...); err != nil {
		return err
	}
	return again(func() error {
		var batch pgx.Batch
		batch.Queue(enterStatement, tenant)
		batch.Queue(e.numbered(statement), args...)
		results := e.app.send(ctx, &batch)
		// What went wrong was given by what was read.
		defer func() { _ = results.Close() }()
		if _, err := results.Exec(); err != nil {
			return err
		}
		rows, err := results.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		if err := walk(rows, each); err != nil {
			return err
		}
		return rows.Err()
	})
}

// again does a second time what failed before anything was sent, because the
// pool's connection was dead, or because a migration changed a plan.
func again(do func() error) error {
	err := do()
	if pgconn.SafeToRetry(err) || isLostRace(err) {
		err = do()
	}
	return err
}

func (e *postgresEngine) numbered(statement string) string {
	if text, ok := e.texts.Load(statement); ok {
		return text.(string)
	}
	text := numbered(statement)
	e.texts.Store(statement, text)
	return text
}

func (e *postgresEngine) holdTenant(ctx context.Context, tx watched, tenant string) (bool, error) {
	var id string
	err := tx.one(ctx, "SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED", []any{tenant}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// bound takes away what the planner would rather use if it takes a search for
// a small one; its statistics may be old.
func (e *postgresEngine) bound(ctx context.Context, tx watched) error {
	var set [4]string
	return tx.one(ctx, "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),"+
		" set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true)", nil, &set[0], &set[1], &set[2], &set[3])
}

func (e *postgresEngine) withoutServer() string {
	return "(SELECT coalesce(jsonb_agg(entry ORDER BY place), '[]')::text FROM jsonb_array_elements(allowed::jsonb) WITH ORDINALITY AS a (entry, place)" +
		" WHERE entry->>'resource_server' <> ?)"
}

func (e *postgresEngine) facts() facts {
	return facts{
		version: "SELECT 'PostgreSQL ' || current_setting('server_version')",
		clock:   "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint",
		// Drawers are reached through their parents, also those on their way out.
		columns: "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL) FROM pg_class c" +
			" JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped" +
			" WHERE c.relkind IN ('r', 'p') AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'tokens'::regclass)" +
			" AND c.relname !~ '^(tokens|token_targets|sightings)_d[0-9]+$'",
	}
}

func (e *postgresEngine) ping(ctx context.Context) error {
	return e.ask(ctx, "", "SELECT 1", nil, func(cursor) error { return nil })
}

func (e *postgresEngine) close() error {
	var err error
	for _, p := range []*pool{e.app, e.filing, e.lookup} {
		if p != nil {
			err = errors.Join(err, p.close())
		}
	}
	return err
}
