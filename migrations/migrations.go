// Package migrations holds the schema of the store and brings a database to it.
//
// There is one folder for each engine, with the same numbers and names in both:
// a change to the schema is always a change to both. The files are embedded, so
// that a binary carries the schema it was built for, and says so when it meets
// another one: it does not serve an older schema, never touches a newer one, and
// serves a newer one only as long as that says so.
//
// A newer schema says so by its floor: the oldest schema whose binaries may serve
// it still. Migrations only add, so the floor stays where it is, until one takes
// away what no release needs any more, and raises it in the same transaction
// (docs/adr/0038-expand-and-contract.md).
//
// The one idea worth knowing is the lock. Several replicas start at once and
// all may try to migrate. golang-migrate's own lock covers too little (on SQLite
// it is a flag within the process; on Postgres it is taken after the version
// was read), so Up and Down hold a lock of ours around everything they do.
package migrations

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	"github.com/golang-migrate/migrate/v4/source/iofs"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// State is how a database's schema stands to this binary's.
type State struct {
	// Version is the database's, 0 before the first migration.
	Version uint
	// Latest is this binary's.
	Latest uint
	// Floor is the oldest version whose binaries may serve the database. A database
	// that has none says nothing of other versions than its own.
	Floor uint
	// Dirty is set while a migration runs, and stays set if it failed.
	Dirty bool
}

// Check returns nil if this binary can serve the database, and an error that
// says what to do if it cannot.
func (s State) Check() error {
	if err := s.CheckUpgradable(); err != nil {
		return err
	}
	switch {
	case s.Version == 0:
		return errors.New("the database is empty: run jeton serve or jeton apply, which set it up, or run jeton migrate up")
	case s.Version < s.Latest:
		return fmt.Errorf("the database has schema version %d and this binary needs %d: run jeton migrate up", s.Version, s.Latest)
	}
	return nil
}

// CheckUpgradable returns nil if Up can bring the database to this binary's schema,
// and an error that says what to do if it cannot.
func (s State) CheckUpgradable() error {
	switch {
	case s.Dirty:
		return fmt.Errorf("migration %d of the database did not finish: each migration is one transaction, so either all or nothing of it was kept; "+
			"find out which, write version and dirty = false into table schema_migrations to match, and run jeton migrate up", s.Version)
	case s.Ahead() && s.Latest < s.Floor:
		return fmt.Errorf("this binary is older than the database: the database has schema version %d, which binaries of version %d and newer may serve, and this one knows up to %d; run a newer one",
			s.Version, s.Floor, s.Latest)
	}
	return nil
}

// Ahead reports whether a newer binary has brought the database further than this
// one could.
func (s State) Ahead() bool { return s.Version > s.Latest }

// Status reads the state of the database's schema and changes nothing. A
// database that was never migrated has version 0.
func Status(ctx context.Context, url string) (State, error) {
	db, err := Parse(url)
	if err != nil {
		return State{}, err
	}
	return db.status(ctx)
}

// Up brings the database's schema to this binary's. Processes that try at the
// same time wait for one another. A newer schema that this binary may serve is
// left as it is; another is refused, and so is one whose last migration did not
// finish.
func Up(ctx context.Context, url string) error { return run(ctx, url, (*migrate.Migrate).Up, nil) }

// Down takes the schema away with everything in it; it is there for tests.
func Down(ctx context.Context, url string) error {
	return run(ctx, url, (*migrate.Migrate).Down, errors.New("this binary is older than the database, and does not know how to take away what is in it"))
}

// run runs direction under the lock. Of a schema that is ahead no binary here knows
// a way down or up: what there is to say of it is ahead.
func run(ctx context.Context, url string, direction func(*migrate.Migrate) error, ahead error) error {
	db, err := Parse(url)
	if err != nil {
		return err
	}
	unlock, err := db.lock(ctx)
	if err != nil {
		return fmt.Errorf("wait for other migrations: %w", err)
	}
	defer unlock()
	state, err := db.status(ctx)
	if err != nil {
		return err
	}
	if err := state.CheckUpgradable(); err != nil {
		return err
	}
	if state.Ahead() {
		return ahead
	}
	driver, err := db.driver(ctx)
	if err != nil {
		return fmt.Errorf("open the database to migrate it: %w", err)
	}
	return migrateWith(ctx, driver, db.Engine, direction)
}

// migrateWith runs direction and closes driver. When the context ends, the
// migration under way is finished and no other begins.
func migrateWith(ctx context.Context, driver database.Driver, engine Engine, direction func(*migrate.Migrate) error) error {
	source, err := iofs.New(files, string(engine))
	if err != nil {
		return errors.Join(fmt.Errorf("read the embedded migrations: %w", err), driver.Close())
	}
	m, err := migrate.NewWithInstance("embedded", source, string(engine), driver)
	if err != nil {
		return errors.Join(fmt.Errorf("prepare to migrate: %w", err), driver.Close())
	}
	stop := context.AfterFunc(ctx, func() { m.GracefulStop <- true })
	err = direction(m)
	stop()
	fromSource, fromDatabase := m.Close()
	if err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrate: %w", err)
	}
	return errors.Join(fromSource, fromDatabase, ctx.Err())
}

// Latest gives the version of this binary's schema on an engine: the highest number
// among the files.
func Latest(engine Engine) uint {
	// The folders are part of the binary, and a test holds the names to their form.
	entries, _ := files.ReadDir(string(engine))
	var highest uint
	for _, entry := range entries {
		number, _, _ := strings.Cut(entry.Name(), "_")
		n, _ := strconv.ParseUint(number, 10, 32)
		highest = max(highest, uint(n))
	}
	return highest
}
