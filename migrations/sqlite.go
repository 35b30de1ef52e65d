package migrations

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"github.com/golang-migrate/migrate/v4/database"
	sqlitemigrate "github.com/golang-migrate/migrate/v4/database/sqlite"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

func (d Database) sqliteVersion(ctx context.Context) (state State, err error) {
	// Opening would create the file, and reading is not to leave a trace.
	if _, err := os.Stat(d.File); errors.Is(err, os.ErrNotExist) {
		return state, nil
	}
	db, err := sql.Open("sqlite", d.DSN("_query_only=1"))
	if err != nil {
		return state, err
	}
	defer db.Close()
	return SQLiteState(ctx, db)
}

// SQLiteState reads the state of the schema of an SQLite database that is open.
func SQLiteState(ctx context.Context, db *sql.DB) (state State, err error) {
	state.Latest = Latest(SQLite)
	var migrated, floored bool
	err = db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'),"+
		" EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_floor')").Scan(&migrated, &floored)
	if err != nil || !migrated {
		return state, err
	}
	err = db.QueryRowContext(ctx, "SELECT version, dirty FROM schema_migrations").Scan(&state.Version, &state.Dirty)
	if errors.Is(err, sql.ErrNoRows) {
		return State{Latest: state.Latest}, nil
	}
	state.Floor = state.Version
	if err == nil && floored {
		err = db.QueryRowContext(ctx, floorStatement).Scan(&state.Floor)
	}
	return state, err
}

// sqliteLock holds an exclusive transaction on a database file beside the real
// one: a lock that the operating system knows, which ends with its process, and
// which leaves the real file free for the migrations.
func (d Database) sqliteLock(ctx context.Context) (func(), error) {
	return TryLock(ctx, d.Sibling("lock"), true)
}

func (d Database) sqliteDriver() (database.Driver, error) {
	// SQLite would make the file readable to all; what it makes beside it later
	// gets the permissions of this one.
	made, err := os.OpenFile(d.File, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := made.Close(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", d.DSN("_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return orClose(db, func() (database.Driver, error) { return sqlitemigrate.WithInstance(db, &sqlitemigrate.Config{}) })
}

// Sibling names an SQLite database file beside the real one.
func (d Database) Sibling(suffix string) Database {
	return Database{Engine: SQLite, File: d.File + "." + suffix}
}

// ErrLocked says that another process or goroutine holds a lock.
var ErrLocked = errors.New("another process holds the lock")

// TryLock takes an exclusive lock on an SQLite database file that is there for
// nothing else, and gives the way to let go of it. If another holds the lock it
// waits for it until the context ends, or else gives ErrLocked.
func TryLock(ctx context.Context, file Database, wait bool) (unlock func(), err error) {
	timeout := "busy_timeout(0)"
	if wait {
		timeout = "busy_timeout(200)"
	}
	db, err := sql.Open("sqlite", file.Bare("_pragma="+timeout))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for {
		// The one connection keeps the transaction until the pool is closed.
		_, err := db.ExecContext(ctx, "BEGIN EXCLUSIVE")
		switch {
		case err == nil:
			return func() { _ = db.Close() }, nil
		case ctx.Err() != nil:
			return nil, errors.Join(ctx.Err(), db.Close())
		case !isBusy(err):
			return nil, errors.Join(err, db.Close())
		case !wait:
			return nil, errors.Join(ErrLocked, db.Close())
		}
	}
}

func isBusy(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && failure.Code()&0xff == lib.SQLITE_BUSY
}
