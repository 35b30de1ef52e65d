package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/golang-migrate/migrate/v4/database"
	pgxmigrate "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresLockKey is "jeton" in hexadecimal. Advisory locks belong to one
// database, so installations in other databases do not meet here.
const postgresLockKey int64 = 0x6a65746f6e

// errPooled says why a pooler is no place to migrate through, nor to hold any
// lock through that belongs to a connection.
var errPooled = errors.New("the database URL leads to a pooler, behind which neither locks nor roles keep to one connection:" +
	" name the database itself in JETON_DATABASE_URL, and the pooler in JETON_DATABASE_POOLER_URL")

// connectDirectly connects, and finds out whether what greeted us is what serves
// us: a pooler greets with a process id that it made up.
func (d Database) connectDirectly(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, d.URL)
	if err != nil {
		return nil, err
	}
	var serving uint32
	err = conn.QueryRow(ctx, "SELECT pg_backend_pid()", pgx.QueryExecModeExec).Scan(&serving)
	if err == nil && serving != conn.PgConn().PID() {
		err = errPooled
	}
	if err != nil {
		closePostgres(conn)
		return nil, err
	}
	return conn, nil
}

func (d Database) postgresVersion(ctx context.Context) (state State, err error) {
	conn, err := d.connectDirectly(ctx)
	if err != nil {
		return state, err
	}
	defer closePostgres(conn)
	var migrated, floored bool
	err = conn.QueryRow(ctx, "SELECT to_regclass('schema_migrations') IS NOT NULL, to_regclass('schema_floor') IS NOT NULL").Scan(&migrated, &floored)
	if err != nil || !migrated {
		return state, err
	}
	err = conn.QueryRow(ctx, "SELECT version, dirty FROM schema_migrations").Scan(&state.Version, &state.Dirty)
	if errors.Is(err, pgx.ErrNoRows) {
		return State{}, nil
	}
	state.Floor = state.Version
	if err == nil && floored {
		err = conn.QueryRow(ctx, floorStatement).Scan(&state.Floor)
	}
	return state, err
}

func (d Database) postgresLock(ctx context.Context) (func(), error) {
	conn, err := d.connectDirectly(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", postgresLockKey); err != nil {
		closePostgres(conn)
		return nil, err
	}
	// The lock ends with its connection.
	return func() { closePostgres(conn) }, nil
}

func (d Database) postgresDriver(ctx context.Context) (database.Driver, error) {
	config, err := pgx.ParseConfig(d.URL)
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDB(*config)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return orClose(db, func() (database.Driver, error) { return pgxmigrate.WithInstance(db, &pgxmigrate.Config{}) })
}

// orClose closes db if no driver could be made of it.
func orClose(db *sql.DB, open func() (database.Driver, error)) (database.Driver, error) {
	driver, err := open()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the table of versions: %w", err), db.Close())
	}
	return driver, nil
}

func closePostgres(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}
