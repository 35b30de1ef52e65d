package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrInUse says that a process works on a database that has to be left alone.
var ErrInUse = errors.New("another process works on the database: stop every server that serves it")

// applicationName is what the store's connections to Postgres are called in the lists
// of the server, unless the URL gives them another name.
const applicationName = "jeton"

// Hold keeps a database from every other process until release is called. One
// that works on it at this moment is ErrInUse; one that comes later waits where
// it would migrate, which is before it opens the database.
//
// On Postgres others are known by their application_name: a server whose URL gives
// it another one than ours is not seen.
func Hold(ctx context.Context, url string) (release func(), err error) {
	db, err := Parse(url)
	if err != nil {
		return nil, err
	}
	if db.Engine == Postgres {
		return db.postgresHold(ctx)
	}
	return db.sqliteHold(ctx)
}

func (d Database) postgresHold(ctx context.Context) (func(), error) {
	config, err := pgx.ParseConfig(d.URL)
	if err != nil {
		return nil, errors.New("the database URL cannot be understood")
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = applicationName
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, "SELECT pg_advisory_lock($1)", postgresLockKey)
	if err == nil {
		err = awaitAlone(ctx, conn)
	}
	if err != nil {
		closePostgres(conn)
		return nil, err
	}
	return func() { closePostgres(conn) }, nil
}

// endPatience is how long connections that were closed may take to be gone.
const endPatience = 3 * time.Second

// awaitAlone looks for other connections of our name until there are none, or gives
// up on those that stay.
func awaitAlone(ctx context.Context, conn *pgx.Conn) error {
	const others = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()" +
		" AND backend_type = 'client backend' AND application_name = current_setting('application_name'))"
	for deadline := time.Now().Add(endPatience); ; {
		var inUse bool
		if err := conn.QueryRow(ctx, others).Scan(&inUse); err != nil || !inUse {
			return err
		}
		if time.Now().After(deadline) {
			return ErrInUse
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// sqliteHold finds out who else works on the file by asking SQLite for the whole of
// it: in write-ahead logging every connection holds a share for as long as it is
// open.
func (d Database) sqliteHold(ctx context.Context) (_ func(), err error) {
	release, err := d.sqliteLock(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for other processes: %w", err)
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	db, err := sql.Open("sqlite", "file:"+d.escapedPath()+"?_pragma=busy_timeout(0)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "BEGIN EXCLUSIVE")
	if isBusy(err) {
		err = ErrInUse
	}
	return release, errors.Join(err, db.Close())
}
