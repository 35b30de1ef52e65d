package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// Rows hands every row of a tenant to each, as of one moment and in an order in
// which none comes before one that it refers to. The values are texts, whole
// numbers (int64) and bytes, or nil. A tenant that does not exist or is deleted is
// KindNotFound.
func (s *Store) Rows(ctx context.Context, tenant domain.TenantID, each func(table string, row map[string]any) error) error {
	id := s.In(tenant).(*tenancy).tenant
	v, _, err := s.raw(ctx, id, reading)
	if err != nil {
		return failed("begin to read a tenant", err)
	}
	defer func() { _ = v.tx.Rollback() }()
	var status any
	for _, t := range v.tables {
		err := v.readAll(ctx, t, id, func(values []any) error {
			row := map[string]any{}
			for i, c := range t.columns {
				row[c.name] = values[i]
			}
			if t.name == "tenants" {
				status = row["status"]
			}
			if status == string(domain.Deleted) {
				return nil
			}
			return each(t.name, row)
		})
		if err != nil {
			return err
		}
		// The tenant itself comes first.
		if status == nil || status == string(domain.Deleted) {
			return domain.NotFound("tenant")
		}
	}
	return nil
}

func (v rawView) readAll(ctx context.Context, t table, tenant string, each func([]any) error) error {
	rows, err := v.read(ctx, t, tenant)
	if err != nil {
		return failed("read a tenant", err)
	}
	defer rows.close()
	for {
		values, err := rows.next()
		if err != nil {
			return failed("read a tenant", err)
		}
		if values == nil {
			return nil
		}
		if err := each(values); err != nil {
			return err
		}
	}
}

// AddTenant adds a tenant of which there is nothing yet, row by row and all or
// nothing, and records the event with it. Fill calls add for every row, in the order
// and form in which Rows gives them; the drawers of its tokens are open. A tenant
// with the same id or slug, deleted or not, is KindConflict, and a row that is not
// the tenant's or not as the table is KindInvalid.
func (s *Store) AddTenant(ctx context.Context, tenant domain.TenantID, added domain.Event, fill func(add func(table string, row map[string]any) error) error) error {
	t := s.In(tenant).(*tenancy)
	if t.tenant == nobody {
		return domain.Invalid("invalid_tenant", "a tenant's id is a UUID in lower case")
	}
	v, status, err := s.raw(ctx, t.tenant, adding)
	if err != nil {
		return failed("begin a transaction", err)
	}
	// After a commit this does nothing.
	defer func() { _ = v.tx.Rollback() }()
	if status != "" {
		return taken("tenant_taken", "tenant", "there is a tenant with this id, or was until lately")
	}
	writer := rawWriter{view: v}
	written := func(err error) error {
		if isDuplicate(err) && writer.into.name == "tenants" {
			return taken("slug_taken", "slug", "another tenant has this slug, or had it until lately")
		}
		return failed("add a tenant", err)
	}
	err = fill(func(name string, row map[string]any) error {
		into, values, err := v.values(t.tenant, name, row)
		if err != nil {
			return err
		}
		return written(writer.add(ctx, into, values))
	})
	if err != nil {
		return err
	}
	if err := written(writer.flush(ctx)); err != nil {
		return err
	}
	audit := &addition{view: t.view(v.tx), ledger: &ledger{}}
	if err := audit.Record(ctx, added); err != nil {
		return err
	}
	if err := s.watch.before(ctx, "commit"); err != nil {
		return failed("commit", err)
	}
	return failed("commit", v.tx.Commit())
}

// values gives a row in the order of the table's columns.
func (v rawView) values(tenant, name string, row map[string]any) (table, []any, error) {
	for _, t := range v.tables {
		if t.name != name {
			continue
		}
		values := make([]any, len(t.columns))
		for i, c := range t.columns {
			value, there := row[c.name]
			if !there {
				return t, nil, domain.Invalid("invalid_row", "a row of table %s has no column %s", name, c.name)
			}
			values[i] = value
		}
		if len(row) != len(values) {
			return t, nil, domain.Invalid("invalid_row", "a row of table %s has columns that are not known", name)
		}
		if row[t.owner] != tenant {
			return t, nil, domain.Invalid("invalid_row", "a row of table %s is another tenant's", name)
		}
		if err := t.check(values); err != nil {
			return t, nil, domain.Invalid("invalid_row", "%s", err.Error())
		}
		return t, values, nil
	}
	return table{}, nil, domain.Invalid("invalid_row", "there is no table %s", name)
}
