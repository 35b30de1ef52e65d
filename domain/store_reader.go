package domain

import (
	"context"
	"time"
)

// Reader reads one tenant. It cannot write. A page with a limit out of bounds, or
// with a position that no page of the list gave, is KindInvalid.
type Reader interface {
	// LookUp is the deciding read of introspection: one round trip, one moment.
	// A key that was never issued gives a Finding without a Token. It is
	// KindNotFound if the tenant does not exist or is deleted.
	LookUp(ctx context.Context, key TokenKey) (Finding, error)
	// LookUpAll is LookUp for several keys, in their order: one round trip and one
	// moment for all of them. Of no key it finds nothing.
	LookUpAll(ctx context.Context, keys []TokenKey) ([]Finding, error)
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
