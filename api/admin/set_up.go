package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

// SetUp serves POST /setup.
func (h handlers) SetUp(ctx context.Context, r SetUpRequestObject) (SetUpResponseObject, error) {
	caller := callerOf(ctx)
	tenant, err := h.use.SetUp(ctx, caller, admin.Beginning{
		Tenant:   admin.TenantDraft{Slug: r.Body.Tenant.Slug, Name: r.Body.Tenant.Name},
		Person:   admin.UserDraft{Username: r.Body.Operator.Username, Name: r.Body.Operator.Name, Email: r.Body.Operator.Email},
		Password: domain.NewSecret(r.Body.Operator.Password),
	})
	if err != nil {
		return nil, err
	}
	return SetUp201JSONResponse{Tenant: encodeTenant(caller)(tenant), Console: caller.Issuer(tenant.Slug) + "/console"}, nil
}
