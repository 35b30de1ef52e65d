package migrations

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/golang-migrate/migrate/v4/database"
)

// Engine names a database engine, as its folder of migrations does.
type Engine string

// The engines.
const (
	Postgres Engine = "postgres"
	SQLite   Engine = "sqlite"
)

// Database is where a store is, parsed from the form settings give it in.
type Database struct {
	Engine Engine
	// URL is the connection string of a Postgres database.
	URL string
	// File is the path of an SQLite database.
	File string
}

// connectTimeout is after how many seconds a host of the URL that does not answer
// is given up and the next one tried. Without a bound, whoever waits for a machine
// that vanished waits for minutes, and never reaches the one that took its place.
const connectTimeout = "4"

// Parse reads "sqlite:path" or a postgres:// URL. The error never repeats the
// URL, which may hold a password.
func Parse(text string) (Database, error) {
	scheme, rest, _ := strings.Cut(text, ":")
	switch scheme {
	case "postgres", "postgresql":
		u, err := url.Parse(text)
		if err != nil {
			return Database{}, errors.New("the database URL is not a URL; a password with special characters must be percent-encoded")
		}
		if query := u.Query(); !query.Has("connect_timeout") {
			query.Set("connect_timeout", connectTimeout)
			u.RawQuery = query.Encode()
		}
		return Database{Engine: Postgres, URL: u.String()}, nil
	case "sqlite":
		if rest == "" || rest == ":memory:" || strings.HasPrefix(rest, "//") {
			return Database{}, errors.New("an SQLite database is a file: write sqlite:data/jeton.db, or sqlite:/absolute/path")
		}
		return Database{Engine: SQLite, File: filepath.Clean(rest)}, nil
	}
	return Database{}, errors.New("a database URL begins with sqlite: or postgres://")
}

// DSN gives the driver's name for an SQLite database with the settings every
// connection needs, and more of the driver's parameters as "key=value".
func (d Database) DSN(parameters ...string) string {
	settings := []string{
		"_pragma=busy_timeout(5000)", "_pragma=journal_mode(WAL)", "_pragma=foreign_keys(1)", "_time_format=sqlite",
	}
	return d.Bare(append(settings, parameters...)...)
}

// Bare gives the driver's name for an SQLite database with these parameters alone,
// for whoever wants to leave it as it is.
func (d Database) Bare(parameters ...string) string {
	return "file:" + d.escapedPath() + "?" + strings.Join(parameters, "&")
}

// escapedPath gives the file's path as it stands in a URI, which is what the
// driver reads.
func (d Database) escapedPath() string {
	return (&url.URL{Path: filepath.ToSlash(d.File)}).EscapedPath()
}

// floorStatement reads the floor on either engine.
const floorStatement = "SELECT oldest FROM schema_floor"

func (d Database) status(ctx context.Context) (State, error) {
	read := d.sqliteVersion
	if d.Engine == Postgres {
		read = d.postgresVersion
	}
	state, err := read(ctx)
	if err != nil {
		return State{}, fmt.Errorf("read the schema version of the database: %w", err)
	}
	state.Latest = Latest(d.Engine)
	return state, nil
}

// lock waits until no other process migrates this database.
func (d Database) lock(ctx context.Context) (unlock func(), err error) {
	if d.Engine == Postgres {
		return d.postgresLock(ctx)
	}
	return d.sqliteLock(ctx)
}

func (d Database) driver(ctx context.Context) (database.Driver, error) {
	if d.Engine == Postgres {
		return d.postgresDriver(ctx)
	}
	return d.sqliteDriver()
}
