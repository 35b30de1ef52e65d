package persistence

import (
	"context"
	"time"
)

// Version gives the name and version of the engine, for people.
func (s *Store) Version(ctx context.Context) (string, error) {
	var version string
	err := s.engine.ask(ctx, s.directory().tenant, s.engine.facts().version, nil, func(row cursor) error { return row.Scan(&version) })
	return version, failed("read the version of the database", err)
}

// Clock gives the time by the engine's clock. Nothing rests on it alone.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	var now moment
	err := s.engine.ask(ctx, s.directory().tenant, s.engine.facts().clock, nil, func(row cursor) error { return row.Scan(&now) })
	return now.Time, failed("read the clock of the database", err)
}

// CheckIsolation reports what is wrong with the wall between tenants that the
// engine itself builds, where it builds one.
func (s *Store) CheckIsolation(ctx context.Context) error {
	return failed("check the isolation of tenants", s.engine.checkIsolation(ctx))
}

// facts are the statements that ask an engine about itself. The one for columns
// gives the name of a table, of a column of it, and of the column's type.
type facts struct{ version, clock, columns string }
