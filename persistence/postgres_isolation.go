package persistence

import (
	"context"
	"fmt"
	"strings"
)

// checkIsolation looks at row-level security from both sides: that it is forced
// on every table with a tenant, and that a connection of the application's pool
// that has named no tenant sees no row. Behind a pooler it looks first at what is
// left of earlier transactions, and at what may be done without a role.
func (e *postgresEngine) checkIsolation(ctx context.Context) error {
	if e.pooled {
		if err := e.app.checkLogin(ctx); err != nil {
			return err
		}
	}
	const tables = "SELECT c.relname, has_table_privilege(c.oid, 'SELECT'), c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c" +
		" JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped" +
		" WHERE c.relkind IN ('r', 'p') AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'tokens'::regclass)"
	var fenced, open []string
	err := e.ask(ctx, "", tables, nil, func(row cursor) error {
		var name string
		var readable, forced bool
		if err := row.Scan(&name, &readable, &forced); err != nil {
			return err
		}
		if !forced {
			open = append(open, name)
		}
		// Partitions are not: they are reached through their parent only.
		if readable {
			fenced = append(fenced, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return fmt.Errorf("row-level security is not forced on %s", strings.Join(open, ", "))
	}
	for _, table := range fenced {
		var seen bool
		err := e.ask(ctx, "", "SELECT EXISTS (SELECT 1 FROM "+table+")", nil, func(row cursor) error { return row.Scan(&seen) })
		if err != nil {
			return err
		}
		if seen {
			return fmt.Errorf("a connection without a tenant sees rows of %s", table)
		}
	}
	return nil
}
