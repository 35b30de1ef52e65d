package persistence

import (
	"context"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// AddToken files a token, and a line for each resource server it was issued for
// by which searches find it.
func (a *addition) AddToken(ctx context.Context, token domain.Token) error {
	return a.issue("file a token", a.addToken(ctx, token))
}

func (a *addition) addToken(ctx context.Context, t domain.Token) error {
	revoked := revocationOf(t.Revoked)
	_, err := a.exec(ctx, "INSERT INTO tokens ("+tokenColumns+", revoked_at, revoked_by, revoked_reason)"+
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		append(tokenValues(a.tenant, t), revoked.RevokedAt, revoked.RevokedBy, revoked.RevokedReason)...)
	if err != nil {
		return unfiled(t, err)
	}
	for _, server := range targetIDs(t.Audience) {
		_, err := a.exec(ctx, "INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash) VALUES (?, ?, ?, ?, ?)",
			a.tenant, server, moment{t.Issued}, int64(t.Key.Drawer), t.Key.Hash[:])
		if err != nil {
			return err
		}
	}
	return nil
}

// RevokeToken takes one token back.
func (c *change) RevokeToken(ctx context.Context, key domain.TokenKey, r domain.Revocation) (bool, error) {
	// The drawer is a literal so that Postgres plans for one partition.
	rows, err := c.exec(ctx, fmt.Sprintf("UPDATE tokens SET revoked_at = ?, revoked_by = ?, revoked_reason = ?"+
		" WHERE tenant_id = ? AND drawer = %d AND hash = ? AND revoked_at IS NULL", key.Drawer),
		moment{r.At}, optional(r.By), optional(r.Reason), c.tenant, key.Hash[:])
	if err == nil && rows == 0 {
		var found domain.Finding
		if found, err = c.LookUp(ctx, key); err == nil && found.Token == nil {
			err = domain.NotFound("token")
		}
	}
	c.ledger.taken[tokenLevel] += rows
	return rows == 1 && err == nil, c.alterParts("revoke a token", err, domain.Part{Kind: domain.TokenPart, ID: key.String()})
}

// maxUses is how often a refresh token may be used within its grace.
const maxUses = 3

// UseToken uses a refresh token, in one conditional statement.
func (a *addition) UseToken(ctx context.Context, key domain.TokenKey, at time.Time, grace time.Duration) (bool, error) {
	most := maxUses
	if grace <= 0 {
		most = 1
	}
	// The drawer is a literal so that Postgres plans for one partition.
	rows, err := a.exec(ctx, fmt.Sprintf("UPDATE tokens SET used_at = coalesce(used_at, ?), uses = uses + 1"+
		" WHERE tenant_id = ? AND drawer = %d AND hash = ? AND revoked_at IS NULL AND (used_at IS NULL OR used_at > ? AND uses < ?)", key.Drawer),
		moment{at}, a.tenant, key.Hash[:], moment{at.Add(-grace)}, most)
	return rows == 1, a.issue("use a refresh token", err)
}
