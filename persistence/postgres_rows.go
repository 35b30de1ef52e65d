package persistence

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"
)

// nameTenant names the tenant to the database from here to the end of the
// transaction, or until another is named: row-level security holds rows that are
// taken as they are like any other.
func (e *postgresEngine) nameTenant(ctx context.Context, tx watched, tenant string) error {
	var set string
	return tx.one(ctx, enterStatement, []any{tenant}, &set)
}

// sourceOf orders texts by their bytes, as SQLite does and the keys do.
func (e *postgresEngine) sourceOf(t table) string {
	read := func(c tableColumn) string {
		switch c.native {
		case "uuid":
			return quoted(c.name) + "::text"
		case "boolean":
			return quoted(c.name) + "::integer"
		}
		return quoted(c.name)
	}
	order := func(c tableColumn) string {
		if c.native == "text" {
			return quoted(c.name) + ` COLLATE "C"`
		}
		return quoted(c.name)
	}
	return e.numbered(t.source(read, order))
}

// insertRows sends the rows as columns. COPY would be the usual way, which
// row-level security does not let by.
func (e *postgresEngine) insertRows(ctx context.Context, tx watched, t table, rows [][]any) (int64, error) {
	arrays := map[valueKind]string{textKind: "text[]", numberKind: "bigint[]", bytesKind: "bytea[]"}
	var sent string
	args := make([]any, len(t.columns))
	for i, c := range t.columns {
		values := make(pgtype.FlatArray[any], len(rows))
		for n, row := range rows {
			values[n] = row[i]
		}
		args[i] = values
		if sent != "" {
			sent += ", "
		}
		sent += fmt.Sprintf("$%d::%s", i+1, arrays[c.kind])
	}
	kept := func(c tableColumn) string {
		switch c.native {
		case "uuid", "integer":
			return quoted(c.name) + "::" + c.native
		case "boolean":
			return quoted(c.name) + "::integer::boolean"
		}
		return quoted(c.name)
	}
	result, err := tx.ExecContext(ctx, "INSERT INTO "+t.name+" ("+t.names()+") SELECT "+listed(t.columns, kept)+
		" FROM unnest("+sent+") AS sent ("+t.names()+")", args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
