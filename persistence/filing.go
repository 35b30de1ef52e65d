package persistence

import (
	"context"
	"fmt"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// filing is one token to file if the tenant is still at a revision.
type filing struct {
	tenant   string
	token    domain.Token
	revision int64
}

// FileToken files a token at a revision. It shares its round trip, and its
// commit with it.
func (t *tenancy) FileToken(ctx context.Context, token domain.Token, revision int64) (int64, error) {
	found, err := t.store.filings.ask(ctx, filing{t.tenant, token, revision})
	if err == nil && found == 0 {
		err = domain.NotFound("tenant")
	}
	return found, failed("file a token", unfiled(token, err))
}

// tokenColumns are those of a token as it is filed, in the order of tokenValues.
const tokenColumns = "tenant_id, drawer, hash, kind, format, grant_id, client_id, user_id, audience, scope," +
	" issued_at, not_before, expires_at, tenant_epoch, client_epoch, user_epoch, confirmation"

func tokenValues(tenant string, t domain.Token) []any {
	return []any{
		tenant, int64(t.Key.Drawer), t.Key.Hash[:], string(t.Kind), string(t.Format), t.Grant, t.Client, optional(t.User),
		list[domain.Target](t.Audience), t.Scope.String(), t.Issued.UnixMilli(), t.NotBefore.UnixMilli(), t.Expires.UnixMilli(),
		t.Epochs.Tenant, t.Epochs.Client, t.Epochs.User, optional(t.Confirmation),
	}
}

// targetIDs lists the resource servers a token was issued for, each once.
func targetIDs(audience []domain.Target) []string {
	var ids []string
	for _, target := range audience {
		if !slices.Contains(ids, target.ResourceServer) {
			ids = append(ids, target.ResourceServer)
		}
	}
	return ids
}

// unfiled says in the domain's words why a token could not be filed.
func unfiled(token domain.Token, err error) error {
	switch {
	case isDrawerMissing(err):
		// Drawers are opened days ahead, so the clock has jumped or its machine
		// slept; the sweep notices and opens it.
		return domain.Unavailable(fmt.Errorf("drawer %d is not open: %w", token.Key.Drawer, err))
	case isDuplicate(err):
		return taken("token_taken", "", "there is a token with this id")
	}
	return err
}
