package persistence

import (
	"context"
	"database/sql"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// tenancy is one tenant's part of the store. Each of its reads is a transaction
// of its own; those on the way of every request share round trips (sharing.go).
type tenancy struct {
	store  *Store
	tenant string
}

var _ domain.Tenancy = (*tenancy)(nil)

// read runs f in a transaction that sees one moment.
func read[T any](ctx context.Context, t *tenancy, verb string, f func(view) (T, error)) (found T, err error) {
	defer t.store.span(ctx, verb).end(&err)
	var none T
	tx, _, err := t.store.engine.begin(ctx, t.tenant, reading)
	if err != nil {
		return none, failed(verb, err)
	}
	// Nothing was written, so rolling back is as good as committing.
	defer func() { _ = tx.Rollback() }()
	found, err = f(t.view(tx))
	if err != nil {
		return none, failed(verb, err)
	}
	return found, nil
}

func (t *tenancy) view(tx *sql.Tx) view {
	return newView(t.store, tx, t.tenant)
}

func (t *tenancy) FindSetupLink(ctx context.Context) (domain.SetupLink, error) {
	return read(ctx, t, "find the set-up link", func(v view) (domain.SetupLink, error) { return v.FindSetupLink(ctx) })
}

func (t *tenancy) Load(ctx context.Context) (domain.TenantRows, error) {
	return read(ctx, t, "load a tenant", func(v view) (domain.TenantRows, error) { return v.Load(ctx) })
}

func (t *tenancy) Clients(ctx context.Context, filter domain.ClientFilter, page domain.Page) (domain.List[domain.Client], error) {
	return read(ctx, t, "list clients", func(v view) (domain.List[domain.Client], error) { return v.Clients(ctx, filter, page) })
}

func (t *tenancy) FindResourceServer(ctx context.Context, id string) (domain.ResourceServer, error) {
	return read(ctx, t, "find a resource server", func(v view) (domain.ResourceServer, error) { return v.FindResourceServer(ctx, id) })
}

func (t *tenancy) Members(ctx context.Context, page domain.Page) (domain.List[domain.Member], error) {
	return read(ctx, t, "list members", func(v view) (domain.List[domain.Member], error) { return v.Members(ctx, page) })
}

func (t *tenancy) FindMember(ctx context.Context, client string) (domain.Member, error) {
	return read(ctx, t, "find a member", func(v view) (domain.Member, error) { return v.FindMember(ctx, client) })
}

func (t *tenancy) FindUser(ctx context.Context, id string) (domain.User, error) {
	return read(ctx, t, "find a user", func(v view) (domain.User, error) { return v.FindUser(ctx, id) })
}

func (t *tenancy) FindUserByUsername(ctx context.Context, username string) (domain.User, error) {
	return read(ctx, t, "find a user", func(v view) (domain.User, error) { return v.FindUserByUsername(ctx, username) })
}

func (t *tenancy) Users(ctx context.Context, filter domain.UserFilter, page domain.Page) (domain.List[domain.User], error) {
	return read(ctx, t, "list users", func(v view) (domain.List[domain.User], error) { return v.Users(ctx, filter, page) })
}

func (t *tenancy) FindPasswordLink(ctx context.Context, hash domain.SecretHash) (domain.PasswordLink, error) {
	return read(ctx, t, "find a password link", func(v view) (domain.PasswordLink, error) { return v.FindPasswordLink(ctx, hash) })
}

func (t *tenancy) FindSession(ctx context.Context, hash domain.SecretHash) (domain.Session, error) {
	return read(ctx, t, "find a session", func(v view) (domain.Session, error) { return v.FindSession(ctx, hash) })
}

func (t *tenancy) FindSessionOf(ctx context.Context, user, id string) (domain.Session, error) {
	return read(ctx, t, "find a user's session", func(v view) (domain.Session, error) { return v.FindSessionOf(ctx, user, id) })
}

func (t *tenancy) NamedTokens(ctx context.Context, user string, page domain.Page) (domain.List[domain.NamedToken], error) {
	return read(ctx, t, "list named tokens", func(v view) (domain.List[domain.NamedToken], error) { return v.NamedTokens(ctx, user, page) })
}

func (t *tenancy) NamesOf(ctx context.Context, keys []domain.TokenKey) (map[domain.TokenKey]domain.NamedToken, error) {
	return read(ctx, t, "find the names of tokens", func(v view) (map[domain.TokenKey]domain.NamedToken, error) { return v.NamesOf(ctx, keys) })
}

func (t *tenancy) Sessions(ctx context.Context, user string, page domain.Page) (domain.List[domain.Session], error) {
	return read(ctx, t, "list sessions", func(v view) (domain.List[domain.Session], error) { return v.Sessions(ctx, user, page) })
}

func (t *tenancy) FindAuthorizationRequest(ctx context.Context, hash domain.SecretHash) (domain.AuthorizationRequest, error) {
	return read(ctx, t, "find an authorization request", func(v view) (domain.AuthorizationRequest, error) {
		return v.FindAuthorizationRequest(ctx, hash)
	})
}

func (t *tenancy) FindPushedRequest(ctx context.Context, hash domain.SecretHash) (domain.PushedRequest, error) {
	return read(ctx, t, "find a pushed request", func(v view) (domain.PushedRequest, error) { return v.FindPushedRequest(ctx, hash) })
}

func (t *tenancy) FindDeviceRequest(ctx context.Context, hash domain.SecretHash) (domain.DeviceRequest, error) {
	return read(ctx, t, "find a device request", func(v view) (domain.DeviceRequest, error) { return v.FindDeviceRequest(ctx, hash) })
}

func (t *tenancy) FindDeviceRequestByUserCode(ctx context.Context, code domain.SecretHash) (domain.DeviceRequest, error) {
	return read(ctx, t, "find a device request", func(v view) (domain.DeviceRequest, error) {
		return v.FindDeviceRequestByUserCode(ctx, code)
	})
}

func (t *tenancy) FindCode(ctx context.Context, hash domain.SecretHash) (domain.Code, error) {
	return read(ctx, t, "find a code", func(v view) (domain.Code, error) { return v.FindCode(ctx, hash) })
}

func (t *tenancy) FindConsent(ctx context.Context, user, client string) (domain.Consent, error) {
	return read(ctx, t, "find a consent", func(v view) (domain.Consent, error) { return v.FindConsent(ctx, user, client) })
}

func (t *tenancy) Consents(ctx context.Context, user string, page domain.Page) (domain.List[domain.Consent], error) {
	return read(ctx, t, "list consents", func(v view) (domain.List[domain.Consent], error) { return v.Consents(ctx, user, page) })
}

func (t *tenancy) InitialTokens(ctx context.Context, page domain.Page) (domain.List[domain.InitialToken], error) {
	return read(ctx, t, "list initial access tokens", func(v view) (domain.List[domain.InitialToken], error) { return v.InitialTokens(ctx, page) })
}

func (t *tenancy) FindInitialToken(ctx context.Context, hash domain.SecretHash) (domain.InitialToken, error) {
	return read(ctx, t, "find an initial access token", func(v view) (domain.InitialToken, error) { return v.FindInitialToken(ctx, hash) })
}

func (t *tenancy) FindRegistrationTokens(ctx context.Context, client string) (domain.RegistrationTokens, error) {
	return read(ctx, t, "find registration access tokens", func(v view) (domain.RegistrationTokens, error) {
		return v.FindRegistrationTokens(ctx, client)
	})
}

func (t *tenancy) FindGrant(ctx context.Context, id string) (domain.Grant, error) {
	return read(ctx, t, "find a grant", func(v view) (domain.Grant, error) { return v.FindGrant(ctx, id) })
}

func (t *tenancy) Grants(ctx context.Context, filter domain.GrantFilter, page domain.Page) (domain.List[domain.Grant], error) {
	return read(ctx, t, "list grants", func(v view) (domain.List[domain.Grant], error) { return v.Grants(ctx, filter, page) })
}

func (t *tenancy) Tokens(ctx context.Context, filter domain.TokenFilter, now time.Time, page domain.Page) (domain.List[domain.Finding], error) {
	return read(ctx, t, "search tokens", func(v view) (domain.List[domain.Finding], error) { return v.Tokens(ctx, filter, now, page) })
}

func (t *tenancy) CountTokens(ctx context.Context, filter domain.TokenFilter, now time.Time, limit int) (int, error) {
	return read(ctx, t, "count tokens", func(v view) (int, error) { return v.CountTokens(ctx, filter, now, limit) })
}

func (t *tenancy) Reach(ctx context.Context, filter domain.TokenFilter, now, since time.Time, limit int) (domain.Reach, error) {
	return read(ctx, t, "count what tokens reach", func(v view) (domain.Reach, error) { return v.Reach(ctx, filter, now, since, limit) })
}

func (t *tenancy) Holdings(ctx context.Context, limit int) (domain.Holdings, error) {
	return read(ctx, t, "count what the tenant holds", func(v view) (domain.Holdings, error) { return v.Holdings(ctx, limit) })
}

func (t *tenancy) Sightings(ctx context.Context, key domain.TokenKey) ([]domain.Sighting, error) {
	return read(ctx, t, "find sightings", func(v view) ([]domain.Sighting, error) { return v.Sightings(ctx, key) })
}

func (t *tenancy) Counts(ctx context.Context, span domain.CountSpan, limit int) ([]domain.Count, error) {
	return read(ctx, t, "read counts", func(v view) ([]domain.Count, error) { return v.Counts(ctx, span, limit) })
}

func (t *tenancy) Events(ctx context.Context, filter domain.EventFilter, page domain.Page) (domain.List[domain.Event], error) {
	return read(ctx, t, "search audit events", func(v view) (domain.List[domain.Event], error) { return v.Events(ctx, filter, page) })
}
