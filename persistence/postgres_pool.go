package persistence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// pool is connections that act as one role, which row-level security holds.
//
// Directly, role and settings are the connection's, made once. A pooler gives each
// transaction whichever connection is free: what was said to one before holds no
// longer, and what is said to it now would hold for others. So there each
// transaction begins by taking role and settings on, until it ends. Nothing
// reaches the connections but by the methods here, and what would leave the
// beginning out is refused by the database: the pooler's login may do nothing.
type pool struct {
	conns *pgxpool.Pool
	db    *sql.DB
	// entering is the statement by which a transaction takes on its role, empty
	// where the connection has it.
	entering string
}

// settings are those of every pool: neither a transaction that its process has
// forgotten nor one that waits for it may hold up others. In milliseconds, a
// little more and less than the longest request takes.
func (e *postgresEngine) settings(more map[string]string) map[string]string {
	settings := map[string]string{"idle_in_transaction_session_timeout": "15000", "lock_timeout": "5000"}
	maps.Copy(settings, more)
	return settings
}

// pool opens a pool whose statements run as role, and checks that it is held by
// row-level security.
func (e *postgresEngine) pool(ctx context.Context, role string, conns int, settings map[string]string) (*pool, error) {
	config, err := pgxpool.ParseConfig(e.requests)
	if err != nil {
		return nil, errors.New("the database URL cannot be understood")
	}
	config.MaxConns = int32(conns)
	config.MaxConnLifetime, config.MaxConnLifetimeJitter = time.Hour, 10*time.Minute
	config.ConnConfig.RuntimeParams["application_name"] = e.owner.RuntimeParams["application_name"]
	p := &pool{}
	if e.pooled {
		// Statements that have a name are a connection's too. These have none: the
		// database plans them each time they are sent.
		config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
		p.entering = enteringStatement(role, plannedEachTime(e.settings(settings)))
	} else {
		// Never the simple protocol, whatever the URL asks for.
		config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
		maps.Copy(config.ConnConfig.RuntimeParams, e.settings(settings))
		config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "SET ROLE "+role)
			return err
		}
	}
	if p.conns, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	p.db = stdlib.OpenDBFromPool(p.conns)
	err = p.check(ctx, role)
	if err == nil && e.pooled {
		err = p.checkLogin(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// plannedEachTime is the settings of statements whose plan nobody keeps. Those that
// go by primary keys alone have their tables in the right order already, and to look
// for a better one is most of what planning them takes.
func plannedEachTime(settings map[string]string) map[string]string {
	if _, byKeys := settings["plan_cache_mode"]; byKeys {
		delete(settings, "plan_cache_mode")
		settings["join_collapse_limit"] = "1"
	}
	return settings
}

// enteringStatement takes on role and settings until the transaction ends.
func enteringStatement(role string, settings map[string]string) string {
	calls := []string{"set_config('role', '" + role + "', true)"}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		calls = append(calls, fmt.Sprintf("set_config('%s', '%s', true)", name, settings[name]))
	}
	return "SELECT " + strings.Join(calls, ", ")
}

// query sends one statement that is a transaction by itself. The rows have to be
// read to their end, where the commit is, or closed.
func (p *pool) query(ctx context.Context, statement string, args ...any) (pgx.Rows, error) {
	if p.entering == "" {
		return p.conns.Query(ctx, statement, args...)
	}
	var batch pgx.Batch
	batch.Queue(statement, args...)
	results := p.send(ctx, &batch)
	rows, err := results.Query()
	if err != nil {
		_ = results.Close() // it gives the same error
		return nil, err
	}
	return &wholeRows{Rows: rows, batch: results}, nil
}

// wholeRows are the rows of a batch's last statement, and end as the batch does:
// with the commit.
type wholeRows struct {
	pgx.Rows
	batch pgx.BatchResults
	ended bool
	err   error
}

func (r *wholeRows) Close() {
	r.Rows.Close()
	// Whoever wants to know asks Err.
	_ = r.end()
}

func (r *wholeRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return err
	}
	return r.end()
}

// end lets go of the connection, and so must not touch it twice.
func (r *wholeRows) end() error {
	if !r.ended {
		r.ended, r.err = true, r.batch.Close()
	}
	return r.err
}

// send sends statements together: one round trip, and one transaction. A batch is
// good for one sending.
func (p *pool) send(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	if p.entering == "" {
		return p.conns.SendBatch(ctx, batch)
	}
	batch.QueuedQueries = slices.Insert(batch.QueuedQueries, 0, &pgx.QueuedQuery{SQL: p.entering})
	results := p.conns.SendBatch(ctx, batch)
	// An error is given again by whatever is asked of the results next.
	_, _ = results.Exec()
	return results
}

// Begin opens a transaction; it is named as pgx.BeginFunc wants it.
func (p *pool) Begin(ctx context.Context) (pgx.Tx, error) {
	tx, err := p.conns.Begin(ctx)
	if err != nil || p.entering == "" {
		return tx, err
	}
	if _, err := tx.Exec(ctx, p.entering); err != nil {
		return nil, errors.Join(err, tx.Rollback(ctx))
	}
	return tx, nil
}

// beginSQL is Begin for the query builder.
func (p *pool) beginSQL(ctx context.Context, options *sql.TxOptions) (*sql.Tx, error) {
	tx, err := p.db.BeginTx(ctx, options)
	if err != nil || p.entering == "" {
		return tx, err
	}
	if _, err := tx.ExecContext(ctx, p.entering); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// check finds out whom the database takes a statement of the pool to be.
func (p *pool) check(ctx context.Context, role string) error {
	rows, err := p.query(ctx, "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
	if err != nil {
		return err
	}
	defer rows.Close()
	var is string
	var above bool
	if err := walk(rows, func(row cursor) error { return row.Scan(&is, &above) }); err != nil {
		return err
	}
	if err := rows.Err(); err != nil {
		return err
	}
	switch {
	case is != role:
		return fmt.Errorf("a connection acts as %s, not as %s", is, role)
	case above:
		return fmt.Errorf("the role %s is a superuser or bypasses row-level security: ALTER ROLE %s NOSUPERUSER NOBYPASSRLS", role, role)
	}
	return nil
}

// checkLogin sees that the pooler's login may do nothing until it has taken on a
// role, and that nothing of an earlier transaction is left on its connection.
func (p *pool) checkLogin(ctx context.Context) error {
	var login, current, tenant string
	var super bool
	var reach int
	err := p.conns.QueryRow(ctx, "SELECT session_user, current_user, coalesce(current_setting('jeton.tenant', true), ''),"+
		" (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user),"+
		" (SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'tokens'::regclass)"+
		" AND (has_any_column_privilege(session_user, oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege(session_user, oid, 'DELETE')))").
		Scan(&login, &current, &tenant, &super, &reach)
	switch {
	case err != nil:
		return err
	case current != login || tenant != "":
		return errors.New("the pooler hands on a role or a tenant from one transaction to another")
	case super || reach > 0:
		return fmt.Errorf("the role %s, which the pooler connects as, has rights of its own: it needs LOGIN NOINHERIT, membership in %s and %s, and nothing else",
			login, appRole, lookupRole)
	}
	return nil
}

// most is how many connections it opens.
func (p *pool) most() int { return int(p.conns.Config().MaxConns) }

func (p *pool) close() error {
	err := p.db.Close()
	p.conns.Close()
	return err
}
