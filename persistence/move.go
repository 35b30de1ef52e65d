package persistence

import (
	"context"
	"errors"
	"fmt"
)

// Move takes everything that one database holds to another, on the same engine or
// the other one, where there is nothing yet. It takes rows as they are: ids, hashes,
// wrapped keys, revisions and epochs are the same afterwards, and so is the order of
// what has one.
//
// All of it is one transaction, and before that commits every row is read again on
// both sides and compared. However a move ends, the new database has all or
// nothing, and what is left of one that failed, drawers at the most, is no
// hindrance to the next.
//
// Nobody may write to either database meanwhile (migrations.Hold).
type Move struct {
	From, To *Store
	// Progress, if set, is told how far it is after every few hundred rows.
	Progress func(Progress)
}

// Progress is how far a move is.
type Progress struct {
	// Verifying is set once everything was written.
	Verifying bool
	// Tenant is the place of the tenant under way among Tenants, from one.
	Tenant, Tenants int
	// Rows were written, or verified, so far.
	Rows int64
}

// TableCount is how many rows of a table were taken along.
type TableCount struct {
	Table string
	Rows  int64
}

// ErrNotEmpty says that there are tenants where none may be.
var ErrNotEmpty = errors.New("the database is not empty: there are tenants in it")

// Empty reports whether there is no tenant, not even a deleted one.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	empty := true
	err := s.engine.ask(ctx, s.directory().tenant, "SELECT id FROM tenants LIMIT 1", nil, func(cursor) error {
		empty = false
		return nil
	})
	return empty, failed("look for tenants", err)
}

// passage is a move under way: what is read and what is written, each a transaction.
type passage struct {
	Move
	source, target rawView
	tenants        []string
	progress       Progress
}

// Run moves, and gives the rows of each table.
func (m Move) Run(ctx context.Context) ([]TableCount, error) {
	drawers, err := m.From.Drawers(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.To.OpenDrawers(ctx, drawers); err != nil {
		return nil, err
	}
	source, _, err := m.From.raw(ctx, nobody, reading)
	if err != nil {
		return nil, fmt.Errorf("begin to read: %w", err)
	}
	defer func() { _ = source.tx.Rollback() }()
	target, _, err := m.To.raw(ctx, nobody, adding)
	if err != nil {
		return nil, fmt.Errorf("begin to write: %w", err)
	}
	// After a commit this does nothing.
	defer func() { _ = target.tx.Rollback() }()
	p := &passage{Move: m, source: source, target: target}
	if err := p.prepare(ctx); err != nil {
		return nil, err
	}
	counts, err := p.copy(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.verify(ctx); err != nil {
		return nil, err
	}
	if err := m.To.watch.before(ctx, "commit"); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	if err := target.tx.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return counts, nil
}

// prepare finds the tenants, and refuses what cannot be moved.
func (p *passage) prepare(ctx context.Context) (err error) {
	for i, t := range p.source.tables {
		if is := p.target.tables[i]; t.shape() != is.shape() {
			return fmt.Errorf("table %s has other columns in the new database", t.name)
		}
	}
	there, err := p.target.tenants(ctx)
	if err != nil {
		return fmt.Errorf("look for tenants: %w", err)
	}
	if len(there) > 0 {
		return ErrNotEmpty
	}
	if p.tenants, err = p.source.tenants(ctx); err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	p.progress.Tenants = len(p.tenants)
	return nil
}

// each calls work for every table of every tenant, which both sides have been told
// of.
func (p *passage) each(ctx context.Context, verifying bool, work func(tenant string, table int) error) error {
	p.progress.Verifying, p.progress.Rows = verifying, 0
	for i, tenant := range p.tenants {
		p.progress.Tenant = i + 1
		for _, side := range []rawView{p.source, p.target} {
			if err := side.engine.nameTenant(ctx, side.pool, tenant); err != nil {
				return fmt.Errorf("enter tenant %s: %w", tenant, err)
			}
		}
		for table := range p.source.tables {
			if err := work(tenant, table); err != nil {
				return fmt.Errorf("tenant %s: %w", tenant, err)
			}
		}
	}
	return nil
}

// passed counts a row.
func (p *passage) passed() {
	p.progress.Rows++
	if p.Progress != nil && p.progress.Rows%maxInsert == 0 {
		p.Progress(p.progress)
	}
}

func (p *passage) copy(ctx context.Context) ([]TableCount, error) {
	counts := make([]TableCount, len(p.source.tables))
	writer := rawWriter{view: p.target}
	err := p.each(ctx, false, func(tenant string, table int) error {
		t := p.source.tables[table]
		counts[table].Table = t.name
		rows, err := p.source.read(ctx, t, tenant)
		if err != nil {
			return err
		}
		defer rows.close()
		for {
			values, err := rows.next()
			if err != nil {
				return err
			}
			if values == nil {
				return writer.flush(ctx)
			}
			if err := writer.add(ctx, p.target.tables[table], values); err != nil {
				return err
			}
			counts[table].Rows++
			p.passed()
		}
	})
	return counts, err
}
