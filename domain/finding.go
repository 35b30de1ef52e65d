package domain

import "time"

// Finding is what the deciding read of an introspection gives: a token's row
// with the state of everything that could turn the answer, and the tenant's
// revision, all as of one moment.
type Finding struct {
	// Revision is the tenant's.
	Revision int64
	// Token is nil if there is no such row.
	Token *Token
	// GrantFound and GrantRevoked tell the state of the token's grant.
	GrantFound   bool
	GrantRevoked *Revocation
	// Client is nil if the token's client is gone.
	Client *ClientState
	// User is nil if the token speaks for nobody or for somebody gone.
	User *UserState
}

// ClientState is what an answer needs to know about a token's client.
type ClientState struct {
	Status  Status
	Epoch   int64
	Allowed []Allowance
	// Managing is whether the client holds any role.
	Managing bool
	// ActsFor is the id of the resource server that the client acts for.
	ActsFor string
}

// AllowedAt gives what the client may still use at the resource server. Any role
// allows the management API, which has no scopes: roles decide there.
func (c ClientState) AllowedAt(resourceServer string) (Scope, bool) {
	switch resourceServer {
	case ManagementID:
		return nil, c.Managing
	case IdentityID:
		return identityScope, true
	case IntrospectionID:
		return introspectScope, c.ActsFor != ""
	}
	return Client{Allowed: c.Allowed}.AllowedAt(resourceServer)
}

// AllowedAt gives what the token may still be used for at the resource server.
// Whom it speaks for decides at the management API: the person's roles, never
// those of the client that the person used. About a personal access token the
// resource server itself decides, since no client had a part in it.
func (f *Finding) AllowedAt(server *ResourceServer) (Scope, bool) {
	if f.Token.Kind == PersonalToken {
		return f.Token.Scope, server.Personal
	}
	if server.ID == ManagementID && f.Token.User != "" {
		return nil, f.User != nil && len(f.User.Roles) > 0
	}
	return f.Client.AllowedAt(server.ID)
}

// identityScope is what every client that works with people may ask for.
var identityScope = func() Scope { identity := NewIdentity(""); return identity.ScopeNames() }()

// introspectScope is what a client that acts for a resource server may ask for.
var introspectScope = Scope{IntrospectScope}

// UserState is what an answer needs to know about the person a token speaks for.
type UserState struct {
	Status   Status
	Epoch    int64
	Username string
	// Roles open the management API.
	Roles []Role
}

// Reason says why a token is, or is not, active. It is for logs and admins:
// RFC 7662 section 2.2 keeps it from resource servers.
type Reason string

// The reasons. All but ReasonActive make a token inactive.
const (
	ReasonActive        Reason = "active"
	ReasonMalformed     Reason = "malformed"
	ReasonUnknown       Reason = "unknown"
	ReasonExpired       Reason = "expired"
	ReasonNotYetValid   Reason = "not_yet_valid"
	ReasonRevoked       Reason = "revoked"
	ReasonGrantRevoked  Reason = "grant_revoked"
	ReasonClientRevoked Reason = "client_revoked"
	ReasonUserRevoked   Reason = "user_revoked"
	ReasonTenantRevoked Reason = "tenant_revoked"
	ReasonClientOff     Reason = "client_disabled"
	ReasonUserOff       Reason = "user_disabled"
	ReasonServerOff     Reason = "resource_server_disabled"
	ReasonNotForCaller  Reason = "not_issued_for_caller"
	ReasonHidden        Reason = "hidden_by_policy"
	ReasonWrongKind     Reason = "wrong_kind"
	ReasonRefreshed     Reason = "refreshed"
	// ReasonItself is that of a token that was to vouch for itself.
	ReasonItself Reason = "asked_about_itself"
)

// Reasons lists every reason.
func Reasons() []Reason {
	return []Reason{
		ReasonActive, ReasonMalformed, ReasonUnknown, ReasonExpired, ReasonNotYetValid, ReasonRevoked, ReasonGrantRevoked,
		ReasonClientRevoked, ReasonUserRevoked, ReasonTenantRevoked, ReasonClientOff, ReasonUserOff, ReasonServerOff,
		ReasonNotForCaller, ReasonHidden, ReasonWrongKind, ReasonRefreshed, ReasonItself,
	}
}

// Liveness says whether the token itself is live at now, whoever asks: the first
// reason against it, or ReasonActive. Counters are compared for equality, so
// that neither clocks nor their order matter.
//
// A personal access token hangs on its person alone: it has neither grant nor
// client.
func (f Finding) Liveness(tenant Tenant, now time.Time) Reason {
	t := f.Token
	if t == nil {
		return ReasonUnknown
	}
	personal := t.Kind == PersonalToken
	switch {
	case t.Revoked != nil:
		return ReasonRevoked
	case !personal && (f.GrantRevoked != nil || !f.GrantFound):
		return ReasonGrantRevoked
	case t.Epochs.Tenant != tenant.Epoch:
		return ReasonTenantRevoked
	case !personal && (f.Client == nil || t.Epochs.Client != f.Client.Epoch):
		return ReasonClientRevoked
	case (personal || t.User != "") && (f.User == nil || t.Epochs.User != f.User.Epoch):
		return ReasonUserRevoked
	case !now.Before(t.Expires):
		return ReasonExpired
	case now.Before(t.NotBefore):
		return ReasonNotYetValid
	case !personal && f.Client.Status != Active:
		return ReasonClientOff
	case t.User != "" && f.User.Status != Active:
		return ReasonUserOff
	}
	return ReasonActive
}

// State sorts a reason of Liveness into the states people search by.
func (r Reason) State() TokenState {
	switch r {
	case ReasonActive:
		return TokenActive
	case ReasonClientOff, ReasonUserOff:
		return TokenSuspended
	case ReasonExpired:
		return TokenExpired
	case ReasonNotYetValid:
		return TokenPending
	default:
		return TokenRevoked
	}
}
