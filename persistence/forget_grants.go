package persistence

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// over says which grants nothing rests on. A token that could bring forth another one has a
// row until long after it has expired, so what is over stays so.
//
// Tokens are asked for one grant at a time, by their index: as a join, which the
// engine makes of NOT EXISTS, it may read all tokens of the tenant for each page.
const over = " AND NOT (" + standingGrant + ") AND (revoked_at IS NULL OR revoked_at < ?)" +
	" AND (SELECT 1 FROM tokens t WHERE t.tenant_id = ? AND t.grant_id = grants.id LIMIT 1) IS NULL" +
	" AND NOT EXISTS (SELECT 1 FROM authorization_codes c WHERE c.tenant_id = ? AND c.grant_id = grants.id AND c.expires_at > ?)" +
	" AND NOT EXISTS (SELECT 1 FROM device_requests d WHERE d.tenant_id = ? AND d.grant_id = grants.id AND d.expires_at > ?)" +
	" AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.tenant_id = ? AND s.id = grants.session_id AND s.expires_at > ?)"

// ForgetGrants looks at a page of the grants that began before a time, and removes
// those that are over.
func (a *addition) ForgetGrants(ctx context.Context, before time.Time, page domain.Page) (int, string, error) {
	if err := limited(page); err != nil {
		return 0, "", err
	}
	span, args := "tenant_id = ? AND created_at < ?", []any{a.tenant, moment{before}}
	if page.After != "" {
		created, id, err := parsePosition(page.After)
		if err != nil {
			return 0, "", err
		}
		span, args = span+" AND (created_at, id) > (?, ?)", append(args, created, id)
	}
	next := ""
	err := a.ask(ctx, "SELECT created_at, id FROM grants WHERE "+span+" ORDER BY created_at, id LIMIT 1 OFFSET ?", append(args, page.Limit-1), func(row cursor) error {
		var created moment
		var id string
		err := row.Scan(&created, &id)
		next = position(created.Time, id)
		span, args = span+" AND (created_at, id) <= (?, ?)", append(args, created, id)
		return err
	})
	if err != nil {
		return 0, "", a.issue("find grants that are over", err)
	}
	now := moment{a.act.At}
	rows, err := a.exec(ctx, "DELETE FROM grants WHERE "+span+over,
		append(args, moment{before}, a.tenant, a.tenant, now, a.tenant, now, a.tenant, now)...)
	return int(rows), next, a.issue("forget grants", err)
}
