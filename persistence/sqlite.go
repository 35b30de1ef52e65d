package persistence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	sqlitedialect "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// sqliteEngine is SQLite in one file: one connection that writes, so that
// writers queue here and not in the file's lock, and a pool of connections that
// cannot write, which write-ahead logging never lets wait.
type sqliteEngine struct {
	file            migrations.Database
	watch           *watch
	writer, readers *sql.DB
	builder         *gorm.DB
	// prepared holds the few statements that are asked again and again, by
	// their text. They are closed with the engine.
	preparing sync.Mutex
	prepared  map[string]*sql.Stmt
	// reading and filing are the lines of what goes on all the time. Who files
	// holds the writer as well, which makes it the only one that writes.
	reading, filing *lines
}

func openSQLite(ctx context.Context, db migrations.Database, conns int, w *watch) (*sqliteEngine, error) {
	e := &sqliteEngine{file: db, watch: w, prepared: map[string]*sql.Stmt{}}
	var err error
	writes, reads := db.DSN("_txlock=immediate"), db.DSN("_query_only=1")
	if e.writer, err = openPool(ctx, writes, 1); err != nil {
		return nil, err
	}
	if e.readers, err = openPool(ctx, reads, conns); err != nil {
		return nil, errors.Join(err, e.writer.Close())
	}
	e.reading, e.filing = openLines(e.readers, reads), openLines(e.writer, writes)
	dialect := sqliteDialect{sqlitedialect.New(sqlitedialect.Config{Conn: e.readers})}
	if e.builder, err = gorm.Open(dialect, gormConfig()); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

// gormConfig holds gorm to explicit columns and leaves transactions to us.
func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, TranslateError: true, QueryFields: true,
		DisableAutomaticPing: true, Logger: logger.Discard,
	}
}

// openPool opens a pool and checks that the driver took the settings of the
// DSN: it ignores what it does not know.
func openPool(ctx context.Context, dsn string, conns int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		if got != want {
			return nil, errors.Join(fmt.Errorf("the database has %s %s instead of %s", pragma, got, want), db.Close())
		}
	}
	return db, nil
}

// sqliteDialect tells gorm what the errors of this driver mean; the dialect
// knows another driver's.
type sqliteDialect struct{ gorm.Dialector }

// Translate implements gorm.ErrorTranslator.
func (sqliteDialect) Translate(err error) error {
	var fromSQLite *sqlite.Error
	if !errors.As(err, &fromSQLite) {
		return err
	}
	switch fromSQLite.Code() {
	case lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_UNIQUE:
		return fmt.Errorf("%w: %w", gorm.ErrDuplicatedKey, err)
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fmt.Errorf("%w: %w", gorm.ErrForeignKeyViolated, err)
	}
	return err
}

func (e *sqliteEngine) gorm() *gorm.DB { return e.builder }

func (e *sqliteEngine) begin(ctx context.Context, tenant string, kind transactionKind) (*sql.Tx, domain.Status, error) {
	if err := e.watch.before(ctx, "begin"); err != nil {
		return nil, "", err
	}
	pool := e.writer
	if kind == reading {
		pool = e.readers
	}
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{ReadOnly: kind == reading})
	if err != nil {
		return nil, "", err
	}
	if kind == reading {
		return tx, "", nil
	}
	var status domain.Status
	err = watched{tx, e.watch}.one(ctx, "SELECT status FROM tenants WHERE id = ?", []any{tenant}, &status)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, "", errors.Join(err, tx.Rollback())
	}
	return tx, status, nil
}

func (e *sqliteEngine) ask(ctx context.Context, _, statement string, args []any, each func(cursor) error) error {
	if err := e.watch.before(ctx, statement, args...); err != nil {
		return err
	}
	return e.query(ctx, statement, args, each)
}

func (e *sqliteEngine) findClients(ctx context.Context, asked []clientInquiry, found []clientFinding) error {
	for i, a := range asked {
		if err := e.watch.together(ctx, i, oneClient, a.id, a.tenant); err != nil {
			return err
		}
		var rows clientRows
		if err := e.query(ctx, oneClient, []any{a.id, a.tenant}, rows.add); err != nil {
			return err
		}
		found[i] = rows.finding(a.id)
	}
	return nil
}

func (e *sqliteEngine) query(ctx context.Context, statement string, args []any, each func(cursor) error) error {
	prepared, err := e.prepare(ctx, statement) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return err
	}
	rows, err := prepared.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := walk(rows, each); err != nil {
		return err
	}
	return rows.Err()
}

func (e *sqliteEngine) prepare(ctx context.Context, statement string) (*sql.Stmt, error) {
	e.preparing.Lock()
	defer e.preparing.Unlock()
	if prepared := e.prepared[statement]; prepared != nil {
		return prepared, nil
	}
	prepared, err := e.readers.PrepareContext(ctx, statement) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return nil, err
	}
	e.prepared[statement] = prepared
	return prepared, nil
}

var sqliteLookUp = lookUpStatement("?")

// lookUp takes the drawer as an argument: here it is part of the key and there
// is nothing to prune.
func (e *sqliteEngine) lookUp(drawer domain.Drawer) (string, []any) {
	return sqliteLookUp, []any{int64(drawer)}
}

// holdTenant has nothing to do: there is one transaction at a time that writes.
func (e *sqliteEngine) holdTenant(context.Context, watched, string) (bool, error) { return true, nil }

// bound has nothing to do: SQLite walks the index if there is one for the order.
func (e *sqliteEngine) bound(context.Context, watched) error { return nil }

func (e *sqliteEngine) withoutServer() string {
	return "(SELECT coalesce(json_group_array(json(value)), '[]') FROM json_each(allowed) WHERE json_extract(value, '$.resource_server') <> ?)"
}

// lead holds a lock file beside the database, which the operating system lets
// go of when the process ends.
func (e *sqliteEngine) lead(ctx context.Context, work func(context.Context) error) (bool, error) {
	unlock, err := migrations.TryLock(ctx, e.file.Sibling("lead"), false)
	if errors.Is(err, migrations.ErrLocked) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer unlock()
	return true, work(ctx)
}

func (e *sqliteEngine) ping(ctx context.Context) error {
	return e.ask(ctx, "", "SELECT 1", nil, func(cursor) error { return nil })
}

// condition finds nothing: how an SQLite database is set up is ours to say.
func (e *sqliteEngine) condition(context.Context, *Condition) error { return nil }

func (e *sqliteEngine) facts() facts {
	return facts{
		version: "SELECT 'SQLite ' || sqlite_version()",
		clock:   "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)",
		columns: "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
	}
}

// checkIsolation has nothing to check: here the statements are the only wall.
func (e *sqliteEngine) checkIsolation(context.Context) error { return nil }

func (e *sqliteEngine) close() error {
	for _, prepared := range e.prepared {
		_ = prepared.Close()
	}
	return errors.Join(e.reading.close(), e.filing.close(), e.readers.Close(), e.writer.Close())
}
