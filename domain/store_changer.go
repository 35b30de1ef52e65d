package domain

import (
	"context"
	"time"
)

// Issuing is what goes with requests and is not worth an audit event each. Of what
// expires, each that is added lets two go that did: so nothing has to sweep it.
type Issuing interface {
	// AddToken files a token. A drawer that is not open is an error.
	AddToken(ctx context.Context, token Token) error
	// OpenStandingGrant gives the client's live standing grant, adding grant if
	// there is none. Two at once get the same one.
	OpenStandingGrant(ctx context.Context, grant Grant) (Grant, error)
	// AddGrant adds a grant.
	AddGrant(ctx context.Context, grant Grant) error
	// UseAssertion files that a client used an assertion. One that it used before
	// is KindConflict, whoever filed it; of many at once one succeeds. What has
	// expired at the time of the act goes by and by, with the uses that follow.
	UseAssertion(ctx context.Context, used UsedAssertion) error

	// OpenSession keeps a session of a user.
	OpenSession(ctx context.Context, session Session) error
	// RenewSession gives a session of the same user another cookie, and notes
	// when they proved who they are.
	RenewSession(ctx context.Context, session Session) error
	// SeeSession notes when a session was used last.
	SeeSession(ctx context.Context, id string, at time.Time) error
	// KeepAuthorizationRequest keeps a sign-in under way.
	KeepAuthorizationRequest(ctx context.Context, request AuthorizationRequest) error
	// TakeAuthorizationRequest removes a sign-in that was decided, and reports
	// whether it was there: of many at once one gets true.
	TakeAuthorizationRequest(ctx context.Context, hash SecretHash) (bool, error)
	// PushRequest keeps a pushed authorization request.
	PushRequest(ctx context.Context, request PushedRequest) error
	// TakePushedRequest removes a pushed request that a browser came with, and
	// reports whether it was there: of many at once one gets true.
	TakePushedRequest(ctx context.Context, hash SecretHash) (bool, error)
	// AddDeviceRequest keeps a device request. A user code that another one has is
	// KindConflict. One that has expired stays for ten minutes more, so that its
	// device is told.
	AddDeviceRequest(ctx context.Context, request DeviceRequest) error
	// PollDeviceRequest notes that the device asked at a moment, and reports
	// whether that was in time: not more than PollSlack before the interval since
	// it asked last was over. One that was not makes the interval longer by
	// SlowDown.
	PollDeviceRequest(ctx context.Context, hash SecretHash, at time.Time) (bool, error)
	// DecideDeviceRequest writes what a person decided at a moment about a device
	// request that was open, and reports whether it was: of many at once one gets
	// true.
	DecideDeviceRequest(ctx context.Context, hash SecretHash, decision DeviceDecision, at time.Time) (bool, error)
	// UseDeviceRequest marks a device request that was granted as used at a moment,
	// and reports whether it was not before: of many at once one gets true.
	UseDeviceRequest(ctx context.Context, hash SecretHash, at time.Time) (bool, error)
	// AddCode keeps an authorization code of a grant.
	AddCode(ctx context.Context, code Code) error
	// UseCode marks a code used at a moment, and reports whether it was not
	// before: of many at once one gets true.
	UseCode(ctx context.Context, hash SecretHash, at time.Time) (bool, error)
	// UseToken uses a refresh token at a moment, and reports whether it may be: it
	// was not used before, or first within the grace before that and fewer than
	// three times. Without grace, of many uses one gets true, whatever each takes
	// for now: clocks of replicas differ. One that was revoked is not good.
	UseToken(ctx context.Context, key TokenKey, at time.Time, grace time.Duration) (bool, error)
	// SetConsent writes what a user lets a client do, in place of what was.
	SetConsent(ctx context.Context, consent Consent) error

	// IdentifyGrant notes that the client of a grant is given an ID token, and
	// reports whether it may be one of the grant's session: neither that nor the
	// grant is over. What ends the session afterwards tells the client of it.
	IdentifyGrant(ctx context.Context, id string) (bool, error)
	// ClaimLogoutNotices takes notices that are due at the time of the act for
	// delivery: until the claim's end nobody else gets them. While another
	// transaction changes the tenant it takes none.
	ClaimLogoutNotices(ctx context.Context, claim NoticeClaim) ([]LogoutNotice, error)
	// RemoveLogoutNotice removes a notice that was delivered or given up. One that
	// is gone is no error.
	RemoveLogoutNotice(ctx context.Context, notice LogoutNotice) error
	// PostponeLogoutNotice makes a notice due again at a time. One that somebody
	// else has taken since, or that is gone, is left alone.
	PostponeLogoutNotice(ctx context.Context, notice LogoutNotice, due time.Time) error

	// ForgetCounts removes up to limit counts of steps that began before a time,
	// the oldest first, and reports how many.
	ForgetCounts(ctx context.Context, granularity Granularity, before time.Time, limit int) (int, error)
	// ForgetGrants looks at the grants that began before a time, page by page, the
	// oldest first, removes those that are over, and reports how many and the page's
	// Next. A grant is over if it has no row of a token, nor a code, a device request
	// or a session that is good at the time of the act, and was not revoked at or
	// after the given time. A client's live standing grant never is. Nothing that
	// anybody remembers becomes untrue by it.
	ForgetGrants(ctx context.Context, before time.Time, page Page) (int, string, error)

	// UseInitialToken takes one use of an initial access token that is good at the
	// time of the act, and gives it; otherwise it is KindNotFound. Of many at once
	// no more succeed than it has uses.
	UseInitialToken(ctx context.Context, hash SecretHash) (InitialToken, error)
	// SetRegistrationTokens writes the registration access tokens of a client, in
	// place of those it had.
	SetRegistrationTokens(ctx context.Context, client string, tokens RegistrationTokens) error
}

// Adder is a transaction that only adds. What is added begins at version 1 and
// epoch 1, whatever its struct says.
type Adder interface {
	Reader
	Issuing
	// Record writes an audit event.
	Record(ctx context.Context, event Event) error
	// AddClient registers a client with its secrets and roles. An id that is
	// taken is KindConflict. The epoch of an id that was registered before goes
	// on from where it was, so that no old token comes back to life.
	AddClient(ctx context.Context, client Client) error
	// NameToken keeps what a personal access token is called.
	NameToken(ctx context.Context, named NamedToken) error
	// AddUser registers a user. A username that is taken, in the sense of
	// FindUserByUsername, is KindConflict.
	AddUser(ctx context.Context, user User) error
	// AddInitialToken adds an initial access token.
	AddInitialToken(ctx context.Context, token InitialToken) error
}

// Changer is a transaction that may change and remove.
//
// An Edit names the version it was made from: another version is KindConflict,
// a missing row KindNotFound, and a success raises the version by one and sets
// the time of the update to that of the act.
type Changer interface {
	Adder

	// EditTenant writes name, status and settings.
	EditTenant(ctx context.Context, tenant Tenant) error
	// DeleteTenant marks the tenant deleted and destroys its keys, which kills
	// everything it issued. Its rows go later, by PurgeDeleted.
	DeleteTenant(ctx context.Context) error
	// RaiseTenantEpoch takes back every token of the tenant.
	RaiseTenantEpoch(ctx context.Context) error
	// PassRevision makes the tenant's revision no lower than a given one, before it
	// is raised as by every change: whatever was remembered or told under one in
	// between, before the database was set back, counts as old.
	PassRevision(ctx context.Context, revision int64) error
	// OfferSetupLink keeps a set-up link, in place of the one before.
	OfferSetupLink(ctx context.Context, link SetupLink) error
	// TakeSetupLink removes the set-up link with the hash if it has not expired at
	// the time of the act. Of several at once one gets it; for the others, as for
	// an expired one, it is KindNotFound.
	TakeSetupLink(ctx context.Context, hash SecretHash) error

	// AddResourceServer registers a resource server with its credentials. A
	// taken identifier or credential id is KindConflict.
	AddResourceServer(ctx context.Context, rs ResourceServer) error
	// EditResourceServer writes everything but the credentials.
	EditResourceServer(ctx context.Context, rs ResourceServer) error
	// RemoveResourceServer removes it with its credentials, and every client's
	// allowance at it.
	RemoveResourceServer(ctx context.Context, id string) error
	// AddCredential adds a credential. A taken id is KindConflict.
	AddCredential(ctx context.Context, rs string, credential MachineSecret) error
	// ExpireCredential sets when a credential expires.
	ExpireCredential(ctx context.Context, rs string, credential MachineSecret) error
	// RemoveCredential removes a credential.
	RemoveCredential(ctx context.Context, rs, id string) error

	// EditClient writes everything but secrets, roles and epoch.
	EditClient(ctx context.Context, client Client) error
	// RemoveClient removes a client with its secrets, roles and grants.
	RemoveClient(ctx context.Context, id string) error
	// RaiseClientEpoch takes back every token of the client.
	RaiseClientEpoch(ctx context.Context, id string) error
	// AddClientSecret adds a secret.
	AddClientSecret(ctx context.Context, client string, secret MachineSecret) error
	// ExpireClientSecret sets when a secret expires.
	ExpireClientSecret(ctx context.Context, client string, secret MachineSecret) error
	// RemoveClientSecret removes a secret.
	RemoveClientSecret(ctx context.Context, client, id string) error

	// SetMember writes the roles of a client: version 0 adds a member, no roles
	// remove one.
	SetMember(ctx context.Context, member Member) error

	// EditUser writes everything but password and epoch. A taken username is
	// KindConflict. One that changes the roles removes the user's password link:
	// somebody may hold it who could have touched the user before, and could not
	// now. One that leaves the user disabled ends their sessions; what was given in
	// them is live again when the user is active again.
	EditUser(ctx context.Context, user User) error
	// RemoveUser removes a user with password link and grants, and ends their
	// sessions.
	RemoveUser(ctx context.Context, id string) error
	// SetPassword writes the hash of a user's password, and removes the user's
	// password link: whoever holds it still must not set another. It leaves
	// version and epoch alone.
	SetPassword(ctx context.Context, id string, hash PasswordHash) error
	// OfferPasswordLink keeps a password link, in place of the one that its user
	// had before.
	OfferPasswordLink(ctx context.Context, link PasswordLink) error
	// TakePasswordLink removes a password link that has not expired at the time of
	// the act, and gives it. Of several at once one gets it; for the others, as
	// for an expired one, it is KindNotFound.
	TakePasswordLink(ctx context.Context, hash SecretHash) (PasswordLink, error)
	// RaiseUserEpoch takes back every token that speaks for the user, and ends their
	// sessions.
	RaiseUserEpoch(ctx context.Context, id string) error

	// RevokeToken takes one token back and reports whether it was not revoked
	// before; the first revocation is the one that is kept.
	RevokeToken(ctx context.Context, key TokenKey, revocation Revocation) (bool, error)
	// RevokeGrant takes a grant back with all its tokens, and reports whether
	// it was not revoked before.
	RevokeGrant(ctx context.Context, id string, revocation Revocation) (bool, error)

	// EndSession removes a session and takes back the grants that began in it,
	// but for those given for offline use.
	//
	// However a session ends but by expiring, every client that was given an ID
	// token in it and has a BackchannelLogoutURI gets a LogoutNotice, due at once,
	// in the same transaction.
	EndSession(ctx context.Context, id string, revocation Revocation) error
	// Disconnect forgets what a user lets a client do, and takes back every grant
	// that the user gave it. KindNotFound if there was neither.
	Disconnect(ctx context.Context, user, client string, revocation Revocation) error

	// RemoveInitialToken removes an initial access token. Clients that registered by
	// it stay.
	RemoveInitialToken(ctx context.Context, id string) error

	// AddSigningKey adds a signing key.
	AddSigningKey(ctx context.Context, key SigningKey) error
	// EditSigningKey writes the times of a signing key.
	EditSigningKey(ctx context.Context, key SigningKey) error
	// RemoveSigningKey removes a signing key.
	RemoveSigningKey(ctx context.Context, id string) error
	// RewrapKeys writes the tenant's hash key and the private parts of its signing
	// keys as the rows have them: the same keys, wrapped anew. Of a signing key it
	// writes nothing else.
	RewrapKeys(ctx context.Context, rows TenantRows) error
}
