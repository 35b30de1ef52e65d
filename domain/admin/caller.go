package admin

import (
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Caller is who asks, at which tenant, at what time and with what rights, all of
// it proven: Authenticate is the only source.
type Caller struct {
	// tenant is as of a read that began after the request came in.
	tenant *domain.Snapshot
	// store is the tenant's own part; use cases write nowhere else.
	store domain.Tenancy
	actor domain.Actor
	// name is how audit events name the actor.
	name string
	// roles are what the permissions come from; none for the set-up link.
	roles []domain.Role
	may   domain.PermissionSet
	at    time.Time
	// user is the person who acts, nil for anybody else.
	user *domain.User
	// setUp is the hash of the set-up link, zero for every caller that has no need
	// of it.
	setUp domain.SecretHash
}

// Actor gives who acts, as audit events name them.
func (c Caller) Actor() domain.Actor { return c.actor }

// Tenant gives the tenant the caller was authenticated at.
func (c Caller) Tenant() domain.Tenant { return c.tenant.Tenant }

// act is the who and when of the caller's transactions.
func (c Caller) act() domain.Act { return domain.Act{By: c.actor, At: c.at} }

// Check refuses a caller without the permission. What belongs to operators does
// not exist outside tenant system, whoever asks.
func (c Caller) Check(needed domain.Permission) error {
	operators := needed == domain.ReadTenants || needed == domain.WriteTenants || needed == domain.SetUp
	switch {
	case operators && c.tenant.Tenant.Slug != domain.SystemSlug:
		return domain.NotFound("page")
	case !c.may[needed]:
		return domain.Forbidden("insufficient_permission", "this needs the permission %s", needed)
	}
	return nil
}

// Issuer gives the issuer of a tenant of the installation.
func (c Caller) Issuer(slug domain.Slug) string { return c.issuers() + string(slug) }

// issuers is what the issuers of all tenants begin with.
func (c Caller) issuers() string {
	return strings.TrimSuffix(c.tenant.Issuer, string(c.tenant.Tenant.Slug))
}
