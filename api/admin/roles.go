package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeRights(r admin.RoleRights) RoleRights {
	return RoleRights{Role: r.Role, Permissions: each(r.Permissions, permissionName)}
}

func permissionName(p domain.Permission) string { return string(p) }

// ListRoles serves GET /roles.
func (h handlers) ListRoles(ctx context.Context, _ ListRolesRequestObject) (ListRolesResponseObject, error) {
	return ListRoles200JSONResponse{Items: each(h.use.ListRoles(callerOf(ctx)), encodeRights)}, nil
}
