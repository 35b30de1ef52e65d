package persistence

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// purged lists the tables a deleted tenant leaves rows in, with their keys
// beside the tenant, in an order that no foreign key minds.
var purged = []struct{ table, key string }{
	{"activity", "granularity, at, resource_server_id"},
	{"sightings", "drawer, hash, resource_server_id"},
	{"token_targets", "resource_server_id, issued_at, drawer, hash"},
	{"named_tokens", "hash"},
	{"tokens", "drawer, hash"},
	{"device_requests", "hash"},
	{"pushed_requests", "hash"},
	{"authorization_codes", "hash"},
	{"authorization_requests", "hash"},
	{"consents", "user_id, client_id"},
	{"sessions", "id"},
	{"logout_notices", "session_id, client_id"},
	{"registration_tokens", "client_id"},
	{"initial_access_tokens", "id"},
	{"grants", "id"},
	{"members", "client_id"},
	{"client_secrets", "client_id, id"},
	{"allowances", "resource_server_id, client_id"},
	{"client_names", "name, client_id"},
	{"clients", "client_id"},
	{"used_assertions", "client_id, hash"},
	{"user_names", "name, user_id"},
	{"password_links", "user_id"},
	{"users", "id"},
	{"tombstones", "kind, name"},
	{"resource_credentials", "id"},
	{"resource_identifiers", "identifier"},
	{"resource_servers", "id"},
	{"audit_events", "id"},
	{"changes", "revision, kind, id"},
	{"signing_keys", "id"},
	{"setup_links", "hash"},
}

// PurgeDeleted removes up to limit rows left behind by deleted tenants. The
// directory's own row goes last, when no drawer is open any more in which the
// tenant had tokens: until then JWTs of its issuer may still be accepted
// somewhere, and nobody else may have its slug.
func (s *Store) PurgeDeleted(ctx context.Context, limit int) (int, error) {
	if limit < 1 {
		return 0, domain.InvalidField("limit", "a purge removes 1 row or more")
	}
	removed := 0
	for after := ""; ; {
		id, err := s.deletedAfter(ctx, after)
		if err != nil || id == "" {
			return removed, failed("find deleted tenants", err)
		}
		n, err := s.purge(ctx, id, limit-removed)
		removed += n
		if err != nil || removed >= limit {
			return removed, failed("purge a tenant", err)
		}
		after = id
	}
}

// deletedAfter walks over the deleted tenants.
func (s *Store) deletedAfter(ctx context.Context, after string) (string, error) {
	var id string
	statement, args := "SELECT id FROM tenants WHERE status = 'deleted'", []any{}
	if after != "" {
		statement, args = statement+" AND id > ?", append(args, after)
	}
	err := s.engine.ask(ctx, s.directory().tenant, statement+" ORDER BY id LIMIT 1", args, func(row cursor) error { return row.Scan(&id) })
	return id, err
}

// purge removes up to limit rows of one deleted tenant.
func (s *Store) purge(ctx context.Context, tenant string, limit int) (int, error) {
	open, err := s.engine.drawers(ctx)
	if err != nil {
		return 0, err
	}
	tx, status, err := s.engine.begin(ctx, tenant, changing)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	if status != domain.Deleted {
		return 0, nil
	}
	v := newView(s, tx, tenant)
	held, err := v.held(ctx, open)
	if err != nil {
		return 0, err
	}
	removed := 0
	for _, from := range purged {
		if removed == limit {
			break
		}
		rows, err := v.exec(ctx, "DELETE FROM "+from.table+" WHERE tenant_id = ? AND ("+from.key+") IN"+
			" (SELECT "+from.key+" FROM "+from.table+" WHERE tenant_id = ? LIMIT ?)", tenant, tenant, limit-removed)
		if err != nil {
			return 0, err
		}
		removed += int(rows)
	}
	holds := func(d domain.Drawer) bool { return slices.Contains(open, d) }
	if removed < limit && !slices.ContainsFunc(held, holds) {
		rows, err := v.exec(ctx, "DELETE FROM tenants WHERE id = ?", tenant)
		if err != nil {
			return 0, err
		}
		removed += int(rows)
	}
	if err := s.watch.before(ctx, "commit"); err != nil {
		return 0, err
	}
	return removed, tx.Commit()
}

// held gives the drawers in which the tenant had tokens when it was deleted:
// found out and written down before the first of its rows goes.
func (v view) held(ctx context.Context, open []domain.Drawer) ([]domain.Drawer, error) {
	var known *string
	var held list[domain.Drawer]
	err := v.ask(ctx, "SELECT held FROM tenants WHERE id = ?", []any{v.tenant}, func(row cursor) error { return row.Scan(&known) })
	if err != nil || known != nil {
		if err == nil {
			err = held.Scan(*known)
		}
		return held, err
	}
	for _, drawer := range open {
		found, err := exists(v.own(ctx, "tokens").Where("drawer = ?", int64(drawer)))
		if err != nil {
			return nil, err
		}
		if found {
			held = append(held, drawer)
		}
	}
	_, err = v.exec(ctx, "UPDATE tenants SET held = ? WHERE id = ?", held, v.tenant)
	return held, err
}
