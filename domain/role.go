package domain

import "slices"

// Role is a set of permissions, by name. What each role may do is the policy in
// the tenants package; who holds which role is data.
type Role string

// The roles.
const (
	// Owner may do everything in its tenant.
	Owner Role = "owner"
	// Admin may do everything but touch owners.
	Admin Role = "admin"
	// Developer registers applications and APIs.
	Developer Role = "developer"
	// Auditor reads.
	Auditor Role = "auditor"
	// TokenOperator searches, explains and revokes tokens.
	TokenOperator Role = "token_operator"
	// Operator runs the installation; it exists in tenant system only.
	Operator Role = "operator"
)

// Roles lists every role.
func Roles() []Role { return []Role{Owner, Admin, Developer, Auditor, TokenOperator, Operator} }

// RolesAt lists the roles that can be held at a tenant.
func RolesAt(slug Slug) []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return r == Operator && slug != SystemSlug })
}

// CheckRoles refuses unknown or repeated roles, and operators outside tenant
// system.
func CheckRoles(slug Slug, roles []Role) error {
	for i, r := range roles {
		switch {
		case !slices.Contains(Roles(), r):
			return InvalidField("roles", "%q is not a role", string(r))
		case r == Operator && slug != SystemSlug:
			return InvalidField("roles", "the role operator exists in tenant %s only", SystemSlug)
		case slices.Contains(roles[:i], r):
			return InvalidField("roles", "%q is named twice", string(r))
		}
	}
	return nil
}

// Permission names one thing that may be allowed: an object and an action.
type Permission string

// The permissions. Each management route declares the one it needs.
const (
	// SetUp is what the set-up link gives, and nothing else does but being the
	// operator.
	SetUp Permission = "installation:set-up"
	// ReadSelf is to ask who one is; every role has it.
	ReadSelf        Permission = "self:read"
	ReadTenants     Permission = "tenants:read"
	WriteTenants    Permission = "tenants:write"
	ReadSettings    Permission = "settings:read"
	WriteSettings   Permission = "settings:write"
	ReadServers     Permission = "resource-servers:read"
	WriteServers    Permission = "resource-servers:write"
	WriteVisibility Permission = "visibility:write"
	ReadClients     Permission = "clients:read"
	WriteClients    Permission = "clients:write"
	ReadUsers       Permission = "users:read"
	WriteUsers      Permission = "users:write"
	ReadMembers     Permission = "members:read"
	WriteMembers    Permission = "members:write"
	// WriteOwnership is the owners' own: without it nobody can make an owner, or
	// take over a client or user that is one.
	WriteOwnership  Permission = "ownership:write"
	ReadTokens      Permission = "tokens:read"
	RevokeTokens    Permission = "tokens:revoke"
	ReadGrants      Permission = "grants:read"
	ReadAuditEvents Permission = "audit-events:read"
	ReadKeys        Permission = "keys:read"
	RotateKeys      Permission = "keys:rotate"
)

// Permissions lists every permission.
func Permissions() []Permission {
	return []Permission{
		SetUp, ReadSelf, ReadTenants, WriteTenants, ReadSettings, WriteSettings, ReadServers, WriteServers, WriteVisibility,
		ReadClients, WriteClients, ReadUsers, WriteUsers, ReadMembers, WriteMembers, WriteOwnership,
		ReadTokens, RevokeTokens, ReadGrants, ReadAuditEvents, ReadKeys, RotateKeys,
	}
}

// PermissionSet is what a caller may do.
type PermissionSet map[Permission]bool

// Listed gives what is in the set, in the order of Permissions.
func (p PermissionSet) Listed() []Permission {
	return slices.DeleteFunc(Permissions(), func(permission Permission) bool { return !p[permission] })
}

// Covers reports whether the set has everything that other has. Whoever gives
// out a right, or takes over the means to use one, must hold it already.
func (p PermissionSet) Covers(other PermissionSet) bool {
	for permission := range other {
		if !p[permission] {
			return false
		}
	}
	return true
}
