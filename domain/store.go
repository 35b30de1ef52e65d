package domain

import (
	"context"
	"errors"
	"time"
)

// ErrUnchanged ends a transaction that has nothing left to do, because somebody
// else has done it. Committed, it would raise the revision for nothing, and with
// that make everybody read again what they remember.
var ErrUnchanged = errors.New("nothing left to do")

// Store is where everything is kept. Its contract is tested by one suite,
// persistence/storetest, on every engine; each sentence here has a test there.
//
// Every method returns an *Error or nil. A failure of the engine, a lost
// connection or an ended context is KindUnavailable: it means that nothing is
// known, and for a transaction that nothing was written, unless the failure
// came while committing.
//
// Times are kept in UTC with millisecond precision.
type Store interface {
	// In gives the tenant's own part of the store. No method of it finds,
	// changes or counts a row of another tenant.
	In(tenant TenantID) Tenancy

	// FindTenant finds a tenant by slug, whatever its status but Deleted.
	FindTenant(ctx context.Context, slug Slug) (Tenant, error)
	// Tenants lists the tenants that are not deleted and whose slug begins with the
	// prefix, by slug.
	Tenants(ctx context.Context, prefix string, page Page) (List[Tenant], error)
	// CreateTenant creates a tenant with its keys and its audit event. A slug
	// that is taken, or still held by a deleted tenant, is KindConflict.
	CreateTenant(ctx context.Context, act Act, rows TenantRows, created Event) error

	// NoticesDue gives the slugs of active tenants that have logout notices due at
	// now, up to limit, first those that have waited longest. It costs one round
	// trip.
	NoticesDue(ctx context.Context, now time.Time, limit int) ([]Slug, error)

	// Record writes figures of any number of tenants, all or none: it adds counts
	// to those of the minute and of the hour that each is in, and of what is noted
	// about a token and a resource server it keeps the earliest First and the latest
	// Last. What is of a tenant that does not exist or is deleted is left out, and
	// so are sightings of a token whose drawer is not open. It raises no revision.
	Record(ctx context.Context, counts []TenantCount, sightings []TenantSighting) error

	// OpenDrawers makes the drawers ready to take tokens; one that is open
	// already is left as it is.
	OpenDrawers(ctx context.Context, drawers []Drawer) error
	// Drawers lists the open drawers in ascending order, with those whose
	// removal was begun and not finished.
	Drawers(ctx context.Context) ([]Drawer, error)
	// DropDrawer removes a drawer and every token in it, without holding up
	// readers of other drawers. One that is gone already is no error.
	DropDrawer(ctx context.Context, drawer Drawer) error
	// PurgeDeleted removes up to limit rows left behind by deleted tenants and
	// reports how many; at zero nothing is left, and a deleted tenant's slug is
	// free once no drawer that could hold its tokens is open.
	PurgeDeleted(ctx context.Context, limit int) (int, error)
	// Lead runs work if no other process of the installation is at it, and
	// reports whether it ran.
	Lead(ctx context.Context, work func(context.Context) error) (bool, error)

	// Ping reports whether the store can be reached.
	Ping(ctx context.Context) error
}

// Tenancy is the part of the store that belongs to one tenant.
type Tenancy interface {
	Reader
	// FileToken files a token if the tenant's revision is still the given one,
	// and gives the revision it found: at any other it files nothing. So what
	// was remembered from that revision was true when the token was filed. It
	// costs one round trip, begun after the call, and raises no revision. A
	// drawer that is not open is an error; a tenant that does not exist or is
	// deleted is KindNotFound.
	FileToken(ctx context.Context, token Token, revision int64) (int64, error)

	// Add runs a transaction that only adds. It leaves the revision alone:
	// nothing that was remembered becomes untrue by it.
	Add(ctx context.Context, act Act, work func(Adder) error) error
	// Change runs a transaction that may change or remove, and raises the
	// tenant's revision as its last statement. With it goes what it changed, if
	// that is parts alone; see Changes.
	//
	// Work that returns an error leaves nothing behind, in Add as in Change.
	// So does work that calls anything but the methods of Issuing and has
	// recorded no event (a change that is not audited is not committed), and
	// work that goes on after a method that writes has failed.
	// Work that finds nothing left to do returns ErrUnchanged, which leaves
	// nothing behind either and is no error: neither gives it.
	//
	// Work may run more than once: a transaction that lost a race to another is
	// begun again. Both are KindNotFound if the tenant does not exist or is
	// deleted.
	Change(ctx context.Context, act Act, work func(Changer) error) error
}

// Reader reads one tenant. It cannot write. A page with a limit out of bounds, or
// with a position that no page of the list gave, is KindInvalid.
type Reader interface {
	// LookUp is the deciding read of introspection: one round trip, one moment.
	// A key that was never issued gives a Finding without a Token. It is
	// KindNotFound if the tenant does not exist or is deleted.
	LookUp(ctx context.Context, key TokenKey) (Finding, error)
	// Revision gives the tenant's revision; KindNotFound if the tenant does not
	// exist or is deleted.
	Revision(ctx context.Context) (int64, error)
	// FindSetupLink reads the tenant's set-up link, expired or not;
	// KindNotFound if there is none.
	FindSetupLink(ctx context.Context) (SetupLink, error)
	// Changes gives what changed after a revision, as of one moment, in one
	// round trip. Of what is long past (more than a thousand revisions ago) it
	// only says that the whole may have changed. KindNotFound as Revision.
	Changes(ctx context.Context, after int64) (Changes, error)
	// Load reads everything a snapshot is made of, as of one moment.
	Load(ctx context.Context) (TenantRows, error)
	// FindClient reads a client with its secrets and roles, as of one moment,
	// and the tenant's revision at that moment, which is given even if there is
	// no such client.
	FindClient(ctx context.Context, id string) (Client, int64, error)
	// Clients lists clients by id, without their secrets' hashes; those that a
	// prefix finds in the order of what it found, each once.
	Clients(ctx context.Context, filter ClientFilter, page Page) (List[Client], error)
	// FindResourceServer reads one by id.
	FindResourceServer(ctx context.Context, id string) (ResourceServer, error)
	// Members lists the clients that hold a role, by client id.
	Members(ctx context.Context, page Page) (List[Member], error)
	// FindMember reads the roles of a client; one without roles is KindNotFound.
	FindMember(ctx context.Context, client string) (Member, error)
	// FindUser reads a user by id.
	FindUser(ctx context.Context, id string) (User, error)
	// FindUserByUsername reads a user by username. Upper and lower case are the
	// same there, and so are composed and decomposed letters. A text that cannot be
	// a username is KindNotFound.
	FindUserByUsername(ctx context.Context, username string) (User, error)
	// Users lists users by username, with UnreadPassword in place of their
	// passwords' hashes; those that a prefix finds in the order of what it found,
	// each once. A filter with two members is KindInvalid.
	Users(ctx context.Context, filter UserFilter, page Page) (List[User], error)
	// FindPasswordLink reads a password link by the hash of its secret, expired or
	// not.
	FindPasswordLink(ctx context.Context, hash SecretHash) (PasswordLink, error)
	// FindSession finds a session by the hash of its cookie, ended or not.
	FindSession(ctx context.Context, hash SecretHash) (Session, error)
	// FindSessionOf finds a session of a user by its id, ended or not.
	FindSessionOf(ctx context.Context, user, id string) (Session, error)
	// Sessions lists a user's sessions, newest first.
	Sessions(ctx context.Context, user string, page Page) (List[Session], error)
	// FindAuthorizationRequest finds a sign-in under way by the hash of its
	// handle, expired or not.
	FindAuthorizationRequest(ctx context.Context, hash SecretHash) (AuthorizationRequest, error)
	// FindPushedRequest finds a pushed authorization request by its hash, expired
	// or not.
	FindPushedRequest(ctx context.Context, hash SecretHash) (PushedRequest, error)
	// FindDeviceRequest finds a device request by the hash of its device code,
	// whatever became of it.
	FindDeviceRequest(ctx context.Context, hash SecretHash) (DeviceRequest, error)
	// FindDeviceRequestByUserCode is FindDeviceRequest by the hash of its user
	// code.
	FindDeviceRequestByUserCode(ctx context.Context, code SecretHash) (DeviceRequest, error)
	// FindCode finds an authorization code by its hash, used or not, expired or
	// not.
	FindCode(ctx context.Context, hash SecretHash) (Code, error)
	// FindConsent finds what a user lets a client do.
	FindConsent(ctx context.Context, user, client string) (Consent, error)
	// Consents lists what a user lets clients do, by client id.
	Consents(ctx context.Context, user string, page Page) (List[Consent], error)
	// NamedTokens lists a user's personal access tokens, newest first, as far as
	// their names are kept: until they have expired, and a while longer.
	NamedTokens(ctx context.Context, user string, page Page) (List[NamedToken], error)
	// NamesOf finds what tokens are called, by their keys, of which there are as
	// many as a page has items at the most. Tokens without a name are left out.
	NamesOf(ctx context.Context, keys []TokenKey) (map[TokenKey]NamedToken, error)
	// InitialTokens lists initial access tokens by id, used up and expired or not.
	InitialTokens(ctx context.Context, page Page) (List[InitialToken], error)
	// FindInitialToken finds an initial access token by its hash, used up and
	// expired or not.
	FindInitialToken(ctx context.Context, hash SecretHash) (InitialToken, error)
	// FindRegistrationTokens reads the registration access tokens of a client; one
	// that has none is KindNotFound.
	FindRegistrationTokens(ctx context.Context, client string) (RegistrationTokens, error)
	// FindGrant reads a grant by id.
	FindGrant(ctx context.Context, id string) (Grant, error)
	// Grants lists grants, newest first.
	Grants(ctx context.Context, filter GrantFilter, page Page) (List[Grant], error)
	// Tokens searches tokens, newest first. Whatever the filter, one call reads
	// a bounded number of rows; a page may be short and still have a Next.
	// Now decides about states.
	Tokens(ctx context.Context, filter TokenFilter, now time.Time, page Page) (List[Finding], error)
	// CountTokens counts the tokens a filter matches, up to limit, among the
	// newest hundred thousand of the filter's grant, user, resource server or
	// client.
	CountTokens(ctx context.Context, filter TokenFilter, now time.Time, limit int) (int, error)
	// Reach counts the tokens a filter matches, as CountTokens does, and of how many
	// of those each resource server was told at since or after.
	Reach(ctx context.Context, filter TokenFilter, now, since time.Time, limit int) (Reach, error)
	// Holdings counts the tenant's clients, resource servers and users, each up to
	// limit.
	Holdings(ctx context.Context, limit int) (Holdings, error)
	// Sightings gives where a token was seen, by resource server; none of a token
	// whose drawer is gone.
	Sightings(ctx context.Context, key TokenKey) ([]Sighting, error)
	// Counts gives the counts of a span, by time and then by who asked, up to
	// limit.
	Counts(ctx context.Context, span CountSpan, limit int) ([]Count, error)
	// Events searches audit events, newest first.
	Events(ctx context.Context, filter EventFilter, page Page) (List[Event], error)
}

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
}

// Member is a client that holds roles in a tenant.
type Member struct {
	Client  string
	Roles   []Role
	Version int64
}
