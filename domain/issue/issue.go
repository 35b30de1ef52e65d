// Package issue is the token endpoint (RFC 6749 section 3.2): it turns an
// authorization into tokens.
//
// Every request goes through the same phases, in one order that no grant can
// change: find the tenant, authenticate the client, check that it may use the
// grant type, let the grant authorize, settle what the token is for, file it. A
// grant type fills in one function, authorize, and can skip none of the others;
// adding one is adding a file and a line to the table of grants.
package issue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Directory finds tenants and clients that may be remembered from before the
// request.
type Directory interface {
	// At calls work with a snapshot that may be old, and again with newer ones
	// until what work found stands.
	At(ctx context.Context, slug domain.Slug, work func(*domain.Snapshot) (domain.Basis, error)) error
	// Client finds a client, nil if there is none, and the revision it was read
	// under.
	Client(ctx context.Context, snap *domain.Snapshot, id string) (*domain.Client, int64, error)
}

// Issuer issues tokens.
type Issuer struct {
	Directory Directory
	Store     domain.Store
	Now       func() time.Time
	Random    io.Reader
	NewID     func() string
	// Issued is told the grant type of every request that was answered with tokens;
	// nil is told nothing.
	Issued func(grantType string)
}

// Request is one token request, read strictly and authenticated by nobody yet.
type Request struct {
	Credentials domain.Credentials
	GrantType   string
	// Scope is what was asked for, empty for all that is allowed.
	Scope domain.Scope
	// Resources are the resource parameters (RFC 8707), in order.
	Resources []string
	// Code, RedirectURI and Verifier are of the authorization_code grant (RFC
	// 6749 section 4.1.3, RFC 7636 section 4.5).
	Code        domain.Secret
	RedirectURI string
	Verifier    domain.Secret
	// RefreshToken is of the refresh_token grant (RFC 6749 section 6).
	RefreshToken domain.Secret
	// DeviceCode is of the device_code grant (RFC 8628 section 3.4).
	DeviceCode domain.Secret
}

// Response is a successful answer (RFC 6749 section 5.1).
type Response struct {
	AccessToken domain.Secret
	// ExpiresIn is the lifetime of the access token.
	ExpiresIn time.Duration
	Scope     domain.Scope
	// IDToken is zero unless the scope has openid, RefreshToken unless the client
	// is registered for them.
	IDToken, RefreshToken domain.Secret
	// Client and TokenID are for the log.
	Client, TokenID string
}

// authorization is what a grant contributes: on whose behalf the client may have
// tokens. Person is nil where the client acts for itself, under its standing
// grant.
type authorization struct{ person *person }

// authorize is the part of a grant type that is its own.
type authorize func(ctx context.Context, i Issuer, snap *domain.Snapshot, client domain.AuthenticatedClient, r Request) (authorization, error)

// grants is the table of grant types.
var grants = map[string]authorize{
	domain.ClientCredentials: clientCredentials,
	domain.AuthorizationCode: authorizationCode,
	domain.RefreshGrant:      refreshToken,
	domain.DeviceCode:        deviceCode,
}

// GrantTypes lists the grant types of the table, for metadata.
func GrantTypes() []string { return slices.Sorted(maps.Keys(grants)) }

// Issue serves one token request at the tenant. Nothing is read for it: what is
// remembered of tenant and client decides, and counts if it still holds when the
// token is filed.
func (i Issuer) Issue(ctx context.Context, slug domain.Slug, r Request) (response Response, err error) {
	err = i.Directory.At(ctx, slug, func(snap *domain.Snapshot) (basis domain.Basis, err error) {
		response, basis, err = i.try(ctx, snap, r)
		return basis, err
	})
	var early undecided
	if errors.As(err, &early) {
		err = i.poll(ctx, early)
	}
	if err != nil {
		return Response{}, err
	}
	if i.Issued != nil {
		i.Issued(r.GrantType)
	}
	return response, nil
}

// try issues from the snapshot, and gives what that rests on: the revision that
// was found in filing the token or, for a refusal, in a read of its own.
func (i Issuer) try(ctx context.Context, snap *domain.Snapshot, r Request) (Response, domain.Basis, error) {
	found, revision, err := i.Directory.Client(ctx, snap, r.Credentials.ID)
	if err != nil || revision != snap.Tenant.Revision {
		return Response{}, domain.Basis{Revision: revision}, err
	}
	order, err := i.decide(ctx, snap, found, r)
	if domain.KindLimited.Is(err) {
		return Response{}, domain.Basis{}, err
	}
	if err != nil {
		revision, unread := i.Store.In(snap.Tenant.ID).Revision(ctx)
		return Response{}, domain.Basis{Revision: revision, Apart: found != nil, Client: found}, cmp.Or(unread, err)
	}
	if order.granted.person != nil {
		return i.fileForPerson(ctx, snap, order)
	}
	return i.file(ctx, snap, order)
}

// order is what was authorized: a token to be minted and filed.
type order struct {
	client  domain.AuthenticatedClient
	granted authorization
	targets []domain.Target
	scope   domain.Scope
	now     time.Time
}

// decide goes through the phases that no grant can skip.
func (i Issuer) decide(ctx context.Context, snap *domain.Snapshot, found *domain.Client, r Request) (order, error) {
	now := i.Now()
	client, err := snap.AuthenticateClient(ctx, found, r.Credentials, now)
	if err != nil {
		return order{}, err
	}
	granting, ok := grants[r.GrantType]
	if !ok {
		return order{}, domain.Invalid("unsupported_grant_type", "this server has no such grant type")
	}
	if !slices.Contains(client.Client().GrantTypes, r.GrantType) {
		return order{}, domain.Invalid("unauthorized_client", "the client is not registered for this grant type")
	}
	granted, err := granting(ctx, i, snap, client, r)
	if err != nil {
		return order{}, err
	}
	targets, scope, err := settle(snap, client.Client(), granted, r)
	return order{client, granted, targets, scope, now}, err
}

// file mints the token, writes its row and answers. The answer leaves only after
// the row is committed.
func (i Issuer) file(ctx context.Context, snap *domain.Snapshot, o order) (Response, domain.Basis, error) {
	token, lifetime := i.access(snap, o)
	text, key, err := i.mint(snap, token)
	if err != nil {
		return Response{}, domain.Basis{}, fmt.Errorf("mint token: %w", err)
	}
	token.Key = key
	if token.Grant, err = i.standing(ctx, snap, o); err != nil {
		return Response{}, domain.Basis{}, err
	}
	revision, err := i.Store.In(snap.Tenant.ID).FileToken(ctx, token, snap.Tenant.Revision)
	basis := domain.Basis{Revision: revision}
	if err == nil && revision != snap.Tenant.Revision {
		// Mostly something else has changed.
		basis, err = i.transact(ctx, snap, o, domain.Part{Kind: domain.GrantPart, ID: token.Grant}, func(tx domain.Adder) error { return tx.AddToken(ctx, token) })
	}
	return Response{AccessToken: text, ExpiresIn: lifetime, Scope: o.scope, Client: token.Client, TokenID: key.String()}, basis, err
}

var errMoved = errors.New("what was decided no longer holds")

// transact runs work in a transaction in which what was decided still holds: the
// snapshot, the client and the proof are what they were. If they are not, nothing
// is done, and the basis does not stand; if it was committed, the basis stands
// whatever changes afterwards.
func (i Issuer) transact(ctx context.Context, snap *domain.Snapshot, o order, proof domain.Part, work func(domain.Adder) error) (domain.Basis, error) {
	var changes domain.Changes
	act := domain.Act{By: o.client.Actor(), At: o.now}
	err := i.Store.In(snap.Tenant.ID).Add(ctx, act, func(tx domain.Adder) (err error) {
		if changes, err = tx.Changes(ctx, snap.Tenant.Revision); err != nil {
			return err
		}
		if changes.Touches(domain.Part{Kind: domain.ClientPart, ID: o.client.Client().ID}, proof) {
			return errMoved
		}
		return work(tx)
	})
	switch {
	case errors.Is(err, errMoved):
		return domain.Basis{Revision: changes.Revision}, nil
	case err != nil:
		return domain.Basis{}, err
	}
	return domain.Basis{Revision: snap.Tenant.Revision}, nil
}

// access gives the row of an access token, but for its key, and its lifetime.
func (i Issuer) access(snap *domain.Snapshot, o order) (domain.Token, time.Duration) {
	client := o.client.Client()
	apis := servers(snap, o.targets)
	lifetime := lifetime(snap.Tenant.Settings, apis)
	token := domain.Token{
		Kind:     domain.AccessToken,
		Format:   format(apis),
		Client:   client.ID,
		Audience: o.targets,
		Scope:    o.scope,
		Issued:   o.now.UTC().Truncate(time.Millisecond),
		Epochs:   domain.Epochs{Tenant: snap.Tenant.Epoch, Client: client.Epoch},
	}
	token.NotBefore = token.Issued.Truncate(time.Second)
	token.Expires = token.NotBefore.Add(lifetime)
	return token, lifetime
}

// standing gives the id of the client's own grant, opening it with its first
// token.
func (i Issuer) standing(ctx context.Context, snap *domain.Snapshot, o order) (string, error) {
	client := o.client.Client()
	if client.StandingGrant != "" {
		return client.StandingGrant, nil
	}
	act := domain.Act{By: o.client.Actor(), At: o.now}
	grant := domain.Grant{ID: i.NewID(), Client: client.ID, Type: domain.ClientCredentials, Created: o.now}
	err := i.Store.In(snap.Tenant.ID).Add(ctx, act, func(tx domain.Adder) (err error) {
		grant, err = tx.OpenStandingGrant(ctx, grant)
		return err
	})
	return grant.ID, err
}
