package persistence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jeton-id/jeton/domain"
)

// maxInsert is how many rows go to the database at once. It bounds the memory
// that any number of them takes, and SQLite's parameters, of which there may be
// 32,766 in a statement.
const maxInsert = 500

// rawView is one transaction that takes rows as they are, of one tenant after
// another.
type rawView struct {
	tx     *sql.Tx
	pool   watched
	engine engine
	tables []table
}

// raw begins a transaction of the tenant, and gives the tenant's status as begin
// does.
func (s *Store) raw(ctx context.Context, tenant string, kind transactionKind) (rawView, domain.Status, error) {
	tables, err := s.tables(ctx)
	if err != nil {
		return rawView{}, "", err
	}
	tx, status, err := s.engine.begin(ctx, tenant, kind)
	if err != nil {
		return rawView{}, "", err
	}
	v := rawView{tx: tx, pool: watched{tx, s.watch}, engine: s.engine, tables: tables}
	// Rows come in the order of their keys, and of an index.
	if err := s.engine.bound(ctx, v.pool); err != nil {
		return rawView{}, "", errors.Join(err, tx.Rollback())
	}
	return v, status, nil
}

// tenants lists every tenant of the installation, the deleted ones too.
func (v rawView) tenants(ctx context.Context) ([]string, error) {
	rows, err := v.pool.QueryContext(ctx, "SELECT id FROM tenants ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// read begins to read the tenant's rows of a table, by key. Until it is closed, the
// transaction can do nothing else.
func (v rawView) read(ctx context.Context, t table, tenant string) (*rawRows, error) {
	rows, err := v.pool.QueryContext(ctx, v.engine.sourceOf(t), tenant) //nolint:rowserrcheck // next asks
	if err != nil {
		return nil, fmt.Errorf("read table %s: %w", t.name, err)
	}
	return &rawRows{rows, t}, nil
}

// rawRows are rows on their way, one in memory at a time.
type rawRows struct {
	rows *sql.Rows
	of   table
}

// next gives the values of the next row in the order of the table's columns, nil
// after the last.
func (r *rawRows) next() ([]any, error) {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return nil, fmt.Errorf("read table %s: %w", r.of.name, err)
		}
		return nil, nil
	}
	values := make([]any, len(r.of.columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	if err := r.rows.Scan(into...); err != nil {
		return nil, fmt.Errorf("read table %s: %w", r.of.name, err)
	}
	return values, r.of.check(values)
}

func (r *rawRows) close() { _ = r.rows.Close() }

// check holds values to what the table's columns are.
func (t table) check(values []any) error {
	for i, value := range values {
		var is valueKind
		switch value.(type) {
		case nil:
			continue
		case string:
			is = textKind
		case int64:
			is = numberKind
		case []byte:
			is = bytesKind
		}
		if is != t.columns[i].kind {
			return fmt.Errorf("column %s of table %s is %s, and a value is not", t.columns[i].name, t.name, t.columns[i].kind)
		}
	}
	return nil
}

// rawWriter collects rows of one table after another and inserts many at once.
type rawWriter struct {
	view  rawView
	into  table
	batch [][]any
}

// add takes a row; flush has to follow the last.
func (w *rawWriter) add(ctx context.Context, t table, values []any) error {
	if len(w.batch) == maxInsert || w.into.name != t.name {
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	w.into, w.batch = t, append(w.batch, values)
	return nil
}

func (w *rawWriter) flush(ctx context.Context) error {
	if len(w.batch) == 0 {
		return nil
	}
	n, err := w.view.engine.insertRows(ctx, w.view.pool, w.into, w.batch)
	if err == nil && n != int64(len(w.batch)) {
		err = fmt.Errorf("%d of %d rows were taken", n, len(w.batch))
	}
	w.batch = w.batch[:0]
	if err != nil {
		return fmt.Errorf("write table %s: %w", w.into.name, err)
	}
	return nil
}
