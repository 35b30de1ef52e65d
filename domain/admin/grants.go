package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// ListGrants lists grants, newest first.
func (m *Management) ListGrants(ctx context.Context, caller Caller, filter domain.GrantFilter, ask Ask) (domain.List[domain.Grant], error) {
	return paged(caller, "grants", filter, ask, func(page domain.Page) (domain.List[domain.Grant], error) {
		return caller.store.Grants(ctx, filter, page)
	})
}

// FindGrant gives a grant by its id.
func (m *Management) FindGrant(ctx context.Context, caller Caller, id string) (domain.Grant, error) {
	return caller.store.FindGrant(ctx, id)
}
