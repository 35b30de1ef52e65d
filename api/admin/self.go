package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

// GetSelf serves GET /me.
func (handlers) GetSelf(ctx context.Context, _ GetSelfRequestObject) (GetSelfResponseObject, error) {
	return GetSelf200JSONResponse(encodeSelf(callerOf(ctx).Self())), nil
}

func encodeSelf(s admin.Self) Self {
	self := Self{
		Actor: s.Actor.String(), Roles: each(s.Roles, same[domain.Role]), Permissions: each(s.Permissions, permissionName),
		Tenant: SelfTenant{Slug: string(s.Tenant.Slug), Name: s.Tenant.Name, Issuer: s.Issuer, BrandColor: s.Tenant.Settings.BrandColor},
	}
	if s.User != nil {
		self.User = &SelfUser{Id: s.User.ID, Username: s.User.Username, Name: s.User.Name, Email: s.User.Email}
	}
	return self
}
