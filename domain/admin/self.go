package admin

import (
	"github.com/jeton-id/jeton/domain"
)

// Self is what a caller is told about itself.
type Self struct {
	Actor domain.Actor
	// User is the person who is signed in, nil for a caller that is none.
	User        *domain.User
	Roles       []domain.Role
	Permissions []domain.Permission
	Tenant      domain.Tenant
	Issuer      string
}

// Self tells a caller who it is and what it may do, in the order in which
// permissions are listed anywhere.
func (c Caller) Self() Self {
	return Self{
		Actor: c.actor, User: c.user, Roles: c.roles, Permissions: c.may.Listed(), Tenant: c.tenant.Tenant, Issuer: c.tenant.Issuer,
	}
}
