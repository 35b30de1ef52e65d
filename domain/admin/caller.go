package admin

import (
	"context"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
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
	may  domain.PermissionSet
	at   time.Time
}

// Actor gives who acts, as audit events name them.
func (c Caller) Actor() domain.Actor { return c.actor }

// Tenant gives the tenant the caller was authenticated at.
func (c Caller) Tenant() domain.Tenant { return c.tenant.Tenant }

// act is the who and when of the caller's transactions.
func (c Caller) act() domain.Act { return domain.Act{By: c.actor, At: c.at} }

// Authenticate proves who presents the bearer at the tenant. It is KindNotFound
// for a tenant that does not exist or is suspended, whatever is presented, and
// KindUnauthenticated for every bearer that opens nothing, whatever the cause.
//
// The operator token has every right at tenant system and the owner's at any
// other. Apart from it only an access token for the tenant's management API
// opens anything; what it opens is decided by the roles that whoever it speaks
// for holds now: its user, or the client that acts for itself.
func (m *Management) Authenticate(ctx context.Context, slug domain.Slug, bearer domain.Secret, at time.Time) (Caller, error) {
	tenant, err := m.Tenants.Current(ctx, slug)
	if err != nil {
		return Caller{}, err
	}
	// The store keeps milliseconds; an answer shows the same time as a later GET.
	at = at.UTC().Truncate(time.Millisecond)
	operator, err := m.Operator.Authenticate(bearer)
	if err != nil {
		return m.authenticateToken(ctx, tenant, bearer, at)
	}
	may := m.Permissions([]domain.Role{domain.Owner})
	if slug == domain.SystemSlug {
		may = everything()
	}
	return m.caller(tenant, operator.Actor(), may, at)
}

// authenticateToken proves a user or client by an access token.
func (m *Management) authenticateToken(ctx context.Context, tenant *domain.Snapshot, bearer domain.Secret, at time.Time) (Caller, error) {
	located, form := tenant.Locate(bearer, at)
	if form != domain.WellFormed {
		return Caller{}, unauthenticated()
	}
	finding, err := m.Store.In(tenant.Tenant.ID).LookUp(ctx, located.Key)
	if err != nil {
		return Caller{}, err
	}
	if finding = located.Of(finding); finding.Token == nil {
		return Caller{}, unauthenticated()
	}
	// Roles are read after the token was, so that one taken away before this
	// request came in is gone.
	now, client, err := m.Tenants.CurrentClient(ctx, tenant.Tenant.Slug, finding.Token.Client)
	if err != nil {
		return Caller{}, err
	}
	verdict := visibility.Decide(now, finding, visibility.Viewer{Server: &now.Management}, at)
	switch {
	case verdict.Answer == nil, client == nil, client.Status != domain.Active:
		return Caller{}, unauthenticated()
	case len(client.Roles) == 0:
		// Only a client that holds a role may ask for tokens of this API, for
		// whomever: one that holds none any more cannot use those it has.
		return Caller{}, unauthenticated()
	case now.Tenant.ID != tenant.Tenant.ID:
		// The slug has a new owner since.
		return Caller{}, unauthenticated()
	case finding.Token.Confirmation != "":
		// A token bound to a key is not a bearer token.
		return Caller{}, unauthenticated()
	}
	roles := client.Roles
	if finding.Token.User != "" {
		// A person's token acts with the person's rights, and never with those of
		// the client it was issued to. They were found with the token.
		roles = finding.User.Roles
	}
	return m.caller(now, finding.Token.Actor(), m.Permissions(roles), at)
}

// caller gives a caller that proved itself, and charges for it.
func (m *Management) caller(tenant *domain.Snapshot, actor domain.Actor, may domain.PermissionSet, at time.Time) (Caller, error) {
	caller := Caller{tenant: tenant, store: m.Store.In(tenant.Tenant.ID), actor: actor, name: actor.String(), may: may, at: at}
	return caller, tenant.Charge(actor, at)
}

// Check refuses a caller without the permission. What belongs to operators does
// not exist outside tenant system, whoever asks.
func (c Caller) Check(needed domain.Permission) error {
	operators := needed == domain.ReadTenants || needed == domain.WriteTenants
	switch {
	case operators && c.tenant.Tenant.Slug != domain.SystemSlug:
		return domain.NotFound("page")
	case !c.may[needed]:
		return domain.Forbidden("insufficient_permission", "this needs the permission %s", needed)
	}
	return nil
}

func everything() domain.PermissionSet {
	set := domain.PermissionSet{}
	for _, permission := range domain.Permissions() {
		set[permission] = true
	}
	return set
}

func unauthenticated() error {
	return &domain.Error{
		Kind: domain.KindUnauthenticated, Code: "invalid_token",
		Message: "the management API needs the operator token or an access token issued for it",
	}
}

// Issuer gives the issuer of a tenant of the installation.
func (c Caller) Issuer(slug domain.Slug) string { return c.issuers() + string(slug) }

// issuers is what the issuers of all tenants begin with.
func (c Caller) issuers() string {
	return strings.TrimSuffix(c.tenant.Issuer, string(c.tenant.Tenant.Slug))
}
