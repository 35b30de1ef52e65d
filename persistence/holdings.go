package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// Holdings counts the tenant's clients, resource servers and users, each up to
// limit.
func (v view) Holdings(ctx context.Context, limit int) (domain.Holdings, error) {
	var held domain.Holdings
	err := v.ask(ctx, "SELECT (SELECT count(*) FROM (SELECT 1 FROM clients WHERE tenant_id = ? LIMIT ?) c),"+
		" (SELECT count(*) FROM (SELECT 1 FROM resource_servers WHERE tenant_id = ? LIMIT ?) r),"+
		" (SELECT count(*) FROM (SELECT 1 FROM users WHERE tenant_id = ? LIMIT ?) u)",
		[]any{v.tenant, limit, v.tenant, limit, v.tenant, limit},
		func(row cursor) error { return row.Scan(&held.Clients, &held.ResourceServers, &held.Users) })
	return held, failed("count what the tenant holds", err)
}
