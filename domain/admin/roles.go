package admin

import "github.com/jeton-id/jeton/domain"

// RoleRights is a role, and what whoever holds it may do.
type RoleRights struct {
	Role        domain.Role
	Permissions []domain.Permission
}

// ListRoles lists the roles that can be held at the caller's tenant.
func (m *Management) ListRoles(caller Caller) []RoleRights {
	var list []RoleRights
	for _, role := range domain.RolesAt(caller.tenant.Tenant.Slug) {
		list = append(list, RoleRights{role, m.Permissions([]domain.Role{role}).Listed()})
	}
	return list
}
