package persistence

import (
	"context"
	"strings"
)

func (e *sqliteEngine) nameTenant(context.Context, watched, string) error { return nil }

func (e *sqliteEngine) sourceOf(t table) string {
	name := func(c tableColumn) string { return quoted(c.name) }
	return t.source(name, name)
}

func (e *sqliteEngine) insertRows(ctx context.Context, tx watched, t table, rows [][]any) (int64, error) {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ") + ")"
	var args []any
	for _, values := range rows {
		args = append(args, values...)
	}
	result, err := tx.ExecContext(ctx, "INSERT INTO "+t.name+" ("+t.names()+") VALUES "+
		strings.TrimSuffix(strings.Repeat(row+", ", len(rows)), ", "), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
