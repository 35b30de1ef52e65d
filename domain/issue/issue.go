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
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Directory finds tenants and clients as of a read that began after the call.
type Directory interface {
	CurrentClient(ctx context.Context, slug domain.Slug, id string) (*domain.Snapshot, *domain.Client, error)
}

// Issuer issues tokens.
type Issuer struct {
	Directory Directory
	Store     domain.Store
	Now       func() time.Time
	Random    io.Reader
	NewID     func() string
}

// Request is one token request, read strictly and authenticated by nobody yet.
type Request struct {
	Credentials domain.Credentials
	GrantType   string
	// Scope is what was asked for, empty for all that is allowed.
	Scope domain.Scope
	// Resources are the resource parameters (RFC 8707), in order.
	Resources []string
}

// Response is a successful answer (RFC 6749 section 5.1).
type Response struct {
	AccessToken domain.Secret
	// ExpiresIn is the lifetime of the access token.
	ExpiresIn time.Duration
	Scope     domain.Scope
	// Client and TokenID are for the log.
	Client, TokenID string
}

// authorization is what a grant contributes: on whose behalf, and under which
// grant, the client may have tokens.
type authorization struct {
	// user is empty where the client acts for itself.
	user  string
	epoch int64
	// grant is the id of an authorization that exists; empty means the client's
	// standing grant.
	grant string
}

// authorize is the part of a grant type that is its own.
type authorize func(ctx context.Context, i Issuer, snap *domain.Snapshot, client domain.AuthenticatedClient, r Request) (authorization, error)

// grants is the table of grant types.
var grants = map[string]authorize{
	domain.ClientCredentials: clientCredentials,
}

// Issue serves one token request at the tenant.
func (i Issuer) Issue(ctx context.Context, slug domain.Slug, r Request) (Response, error) {
	snap, found, err := i.Directory.CurrentClient(ctx, slug, r.Credentials.ID)
	if err != nil {
		return Response{}, err
	}
	now := i.Now()
	client, err := snap.AuthenticateClient(found, r.Credentials, now)
	if err != nil {
		return Response{}, err
	}
	granting, ok := grants[r.GrantType]
	if !ok {
		return Response{}, domain.Invalid("unsupported_grant_type", "this server has no such grant type")
	}
	if !slices.Contains(client.Client().GrantTypes, r.GrantType) {
		return Response{}, domain.Invalid("unauthorized_client", "the client is not registered for this grant type")
	}
	granted, err := granting(ctx, i, snap, client, r)
	if err != nil {
		return Response{}, err
	}
	targets, scope, err := settle(snap, client.Client(), r)
	if err != nil {
		return Response{}, err
	}
	return i.file(ctx, snap, client, granted, targets, scope, now)
}

// file mints the token, writes its row and answers. The answer leaves only after
// the row is committed.
func (i Issuer) file(ctx context.Context, snap *domain.Snapshot, client domain.AuthenticatedClient, granted authorization, targets []target, scope domain.Scope, now time.Time) (Response, error) {
	lifetime := lifetime(snap.Tenant.Settings, targets)
	token := domain.Token{
		Kind:   domain.AccessToken,
		Format: format(targets),
		Grant:  granted.grant,
		Client: client.Client().ID,
		User:   granted.user,
		Scope:  scope,
		Issued: now.UTC().Truncate(time.Millisecond),
		Epochs: domain.Epochs{Tenant: snap.Tenant.Epoch, Client: client.Client().Epoch, User: granted.epoch},
	}
	token.NotBefore = token.Issued.Truncate(time.Second)
	token.Expires = token.NotBefore.Add(lifetime)
	for _, t := range targets {
		token.Audience = append(token.Audience, domain.Target{ResourceServer: t.server.ID, Identifier: t.identifier, Scope: t.scope})
	}
	text, key, err := i.mint(snap, token, targets[0].server)
	if err != nil {
		return Response{}, fmt.Errorf("mint token: %w", err)
	}
	token.Key = key

	act := domain.Act{By: client.Actor(), At: now}
	err = i.Store.In(snap.Tenant.ID).Add(ctx, act, func(tx domain.Adder) error {
		if token.Grant == "" {
			standing, err := i.standing(ctx, tx, client.Client(), now)
			if err != nil {
				return err
			}
			token.Grant = standing
		}
		return tx.AddToken(ctx, token)
	})
	if err != nil {
		return Response{}, err
	}
	return Response{AccessToken: text, ExpiresIn: lifetime, Scope: scope, Client: token.Client, TokenID: key.String()}, nil
}

// standing gives the id of the client's own grant, opening it with its first
// token.
func (i Issuer) standing(ctx context.Context, tx domain.Adder, client domain.Client, now time.Time) (string, error) {
	if client.StandingGrant != "" {
		return client.StandingGrant, nil
	}
	grant, err := tx.OpenStandingGrant(ctx, domain.Grant{ID: i.NewID(), Client: client.ID, Type: domain.ClientCredentials, Created: now})
	return grant.ID, err
}
