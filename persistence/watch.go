package persistence

import (
	"context"
	"database/sql"
	"strings"
	"sync/atomic"

	"gorm.io/gorm"
)

// watch sees every statement before it goes to the database. It counts, so that
// a test can hold introspection to one round trip and no write, and it lets a
// test make any statement fail.
type watch struct {
	fault         func(ctx context.Context, statement string) error
	trips, writes atomic.Int64
	// heard, if set, is told of every statement; the tests of plans set it.
	heard func(statement string, args []any)
}

func (w *watch) before(ctx context.Context, statement string, args ...any) error {
	return w.together(ctx, 0, statement, args...)
}

// together is before for the statements of one round trip, counted from zero.
func (w *watch) together(ctx context.Context, place int, statement string, args ...any) error {
	if place == 0 {
		w.trips.Add(1)
	}
	if writes(statement) {
		w.writes.Add(1)
	}
	if w.heard != nil {
		w.heard(statement, args)
	}
	if w.fault != nil {
		return w.fault(ctx, statement)
	}
	return nil
}

func writes(statement string) bool {
	if strings.HasPrefix(statement, "WITH") && strings.Contains(statement, "INSERT") {
		return true
	}
	for _, harmless := range []string{"SELECT", "WITH", "begin", "commit"} {
		if strings.HasPrefix(statement, harmless) {
			return false
		}
	}
	return true
}

// watched is a transaction in the form gorm takes a connection.
type watched struct {
	tx    *sql.Tx
	watch *watch
}

var _ gorm.ConnPool = watched{}

func (c watched) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return c.tx.PrepareContext(ctx, query)
}

func (c watched) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := c.watch.before(ctx, query, args...); err != nil {
		return nil, err
	}
	return c.tx.ExecContext(ctx, query, args...)
}

func (c watched) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := c.watch.before(ctx, query, args...); err != nil {
		return nil, err
	}
	return c.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext is there for gorm.ConnPool; a row cannot be made with an error
// of ours, so an ended context has to stand for it. Our own code uses one.
func (c watched) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := c.watch.before(ctx, query, args...); err != nil {
		ended, end := context.WithCancelCause(ctx)
		end(err)
		ctx = ended
	}
	return c.tx.QueryRowContext(ctx, query, args...)
}

// one reads the one row of a statement.
func (c watched) one(ctx context.Context, query string, args []any, into ...any) error {
	if err := c.watch.before(ctx, query, args...); err != nil {
		return err
	}
	return c.tx.QueryRowContext(ctx, query, args...).Scan(into...)
}
