package admin

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// Presented is what comes with a request to prove who sends it.
type Presented struct {
	// Bearer is the operator token, an access token, or the secret of the set-up
	// link. Where there is one, nothing else counts.
	Bearer domain.Secret
	// Session is the cookie of somebody who is signed in with a browser.
	Session domain.Secret
}

// Authenticate proves who presents what at the tenant. It is KindNotFound for a
// tenant that does not exist or is suspended, whatever is presented, and
// KindUnauthenticated for whatever opens nothing, whatever the cause.
//
// The operator token has every right at tenant system and the owner's at any
// other. The set-up link lets its holder set up the installation. Apart from them
// an access token for the tenant's management API opens something, and the session
// of a person; what they open is decided by the roles that whoever they speak for
// holds now: the person, or the client that acts for itself.
func (m *Management) Authenticate(ctx context.Context, slug domain.Slug, presented Presented, at time.Time) (Caller, error) {
	// The store keeps milliseconds; an answer shows the same time as a later GET.
	at = at.UTC().Truncate(time.Millisecond)
	if presented.Bearer.IsZero() && !presented.Session.IsZero() {
		return m.authenticateSession(ctx, slug, presented.Session, at)
	}
	tenant, err := m.Tenants.Current(ctx, slug)
	if err != nil {
		return Caller{}, err
	}
	caller := Caller{tenant: tenant, at: at}
	if operator, err := m.Operator.Authenticate(presented.Bearer); err == nil {
		caller.actor, caller.roles = operator.Actor(), []domain.Role{domain.Owner}
		if slug == domain.SystemSlug {
			caller.roles = []domain.Role{domain.Operator}
		}
		return m.admit(caller)
	}
	if slug == domain.SystemSlug && domain.IsSetupSecret(presented.Bearer) {
		return m.authenticateSetUp(ctx, caller, presented.Bearer)
	}
	return m.authenticateToken(ctx, caller, presented.Bearer)
}

// admit gives a caller that proved itself its rights, and charges for it.
func (m *Management) admit(caller Caller) (Caller, error) {
	caller.store = m.Store.In(caller.tenant.Tenant.ID)
	caller.name = caller.actor.String()
	if caller.may == nil {
		caller.may = m.Permissions(caller.roles)
	}
	return caller, caller.tenant.Charge(caller.actor, 1, caller.at)
}

// authenticateSession proves a person by the session of their browser.
func (m *Management) authenticateSession(ctx context.Context, slug domain.Slug, cookie domain.Secret, at time.Time) (Caller, error) {
	person, err := m.SignedIn(ctx, slug, cookie)
	if err != nil {
		return Caller{}, err
	}
	if len(person.User.Roles) == 0 {
		return Caller{}, domain.Forbidden("no_role", "you hold no role at %s: somebody who manages it can give you one", person.Tenant.Tenant.Name)
	}
	return m.admit(Caller{tenant: person.Tenant, actor: person.Session.Actor(), roles: person.User.Roles, user: &person.User, at: at})
}

// authenticateSetUp lets the holder of the set-up link set up the installation.
// Whether the link is still there is asked once more by what uses it up.
func (m *Management) authenticateSetUp(ctx context.Context, caller Caller, secret domain.Secret) (Caller, error) {
	link, err := m.Store.In(caller.tenant.Tenant.ID).FindSetupLink(ctx)
	hash := caller.tenant.HashKey.HashSecret(secret)
	switch {
	case domain.KindNotFound.Is(err), err == nil && (!link.Hash.Equal(hash) || !caller.at.Before(link.Expires)):
		return Caller{}, unauthenticated()
	case err != nil:
		return Caller{}, err
	}
	caller.actor, caller.setUp = domain.SystemActor("set-up link"), hash
	caller.may = domain.PermissionSet{domain.SetUp: true}
	return m.admit(caller)
}

// authenticateToken proves a user or client by an access token.
func (m *Management) authenticateToken(ctx context.Context, caller Caller, bearer domain.Secret) (Caller, error) {
	tenant, at := caller.tenant, caller.at
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
	caller.tenant, caller.actor, caller.roles = now, finding.Token.Actor(), client.Roles
	if finding.Token.User != "" {
		// A person's token acts with the person's rights, and never with those of
		// the client it was issued to. They were found with the token.
		caller.roles = finding.User.Roles
	}
	return m.admit(caller)
}

func unauthenticated() error {
	return &domain.Error{
		Kind: domain.KindUnauthenticated, Code: "invalid_token",
		Message: "the management API needs the operator token, an access token issued for it, or somebody who is signed in",
	}
}
