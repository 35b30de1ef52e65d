package persistence

import (
	"context"
	"fmt"

	"github.com/jeton-id/jeton/domain"
)

// AddToken files a token, and a line for each resource server it was issued for
// by which searches find it.
func (a *addition) AddToken(ctx context.Context, token domain.Token) error {
	return a.issue("file a token", a.addToken(ctx, token))
}

func (a *addition) addToken(ctx context.Context, t domain.Token) error {
	revoked := revocationOf(t.Revoked)
	_, err := a.exec(ctx, "INSERT INTO tokens (tenant_id, drawer, hash, kind, format, grant_id, client_id, user_id,"+
		" audience, scope, issued_at, not_before, expires_at, tenant_epoch, client_epoch, user_epoch, confirmation,"+
		" revoked_at, revoked_by, revoked_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.tenant, int64(t.Key.Drawer), t.Key.Hash[:], string(t.Kind), string(t.Format), t.Grant, t.Client, optional(t.User),
		list[domain.Target](t.Audience), t.Scope.String(), moment{t.Issued}, moment{t.NotBefore}, moment{t.Expires},
		t.Epochs.Tenant, t.Epochs.Client, t.Epochs.User, optional(t.Confirmation),
		revoked.RevokedAt, revoked.RevokedBy, revoked.RevokedReason)
	switch {
	case isDrawerMissing(err):
		return &domain.Error{
			Kind: domain.KindInternal, Code: "drawer_not_open", Message: "the token could not be filed",
			Err: fmt.Errorf("drawer %d is not open: %w", t.Key.Drawer, err),
		}
	case isDuplicate(err):
		return taken("token_taken", "", "there is a token with this id")
	case err != nil:
		return err
	}
	seen := map[string]bool{}
	for _, target := range t.Audience {
		if seen[target.ResourceServer] {
			continue
		}
		seen[target.ResourceServer] = true
		_, err := a.exec(ctx, "INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash) VALUES (?, ?, ?, ?, ?)",
			a.tenant, target.ResourceServer, moment{t.Issued}, int64(t.Key.Drawer), t.Key.Hash[:])
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
	return rows == 1 && err == nil, c.alter("revoke a token", err)
}
