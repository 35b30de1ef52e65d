// Package admin holds what a tenant's admins and the installation's operators
// may do: the use cases behind the management API and the console.
//
// A use case is a method of Management that takes a Caller. A Caller can be had
// only from Authenticate, and carries the one tenant it was authenticated at:
// there is no argument by which a use case could reach into another. Every write
// is one transaction with its audit event.
//
// The idea worth knowing: a right is never worth more than the rights of whoever
// gives it out. Nobody hands out a permission they do not hold, and nobody takes
// over the means to use one (a secret, a credential, a client) either. Those
// rules stand in privilege.go and are asked inside the transaction that writes.
package admin

import (
	"context"
	"io"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/password"
)

// Directory finds tenants as they are now.
type Directory interface {
	// Current gives the tenant as of a read begun after the call. A tenant that
	// does not exist and one that is suspended are KindNotFound alike.
	Current(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error)
	// CurrentClient gives tenant and client as of one such moment; the client is
	// nil if there is none.
	CurrentClient(ctx context.Context, slug domain.Slug, client string) (*domain.Snapshot, *domain.Client, error)
}

// Management is the use cases with what they need.
type Management struct {
	Store   domain.Store
	Tenants Directory
	// Rates are those of the installation.
	Rates domain.Rates
	// Permissions is the policy: what the roles together may do.
	Permissions func([]domain.Role) domain.PermissionSet
	// Imagine gives a tenant as it would be with the resource server in place of
	// the one that has its id.
	Imagine func(*domain.Snapshot, domain.ResourceServer) (*domain.Snapshot, error)
	// Operator opens everything; the zero value lets nobody in.
	Operator domain.OperatorToken
	Keys     keys.Maker
	// SignedIn finds who is signed in at a tenant with the cookie of a session, as
	// of reads begun after the call. It is KindUnauthenticated if nobody is.
	SignedIn func(ctx context.Context, slug domain.Slug, cookie domain.Secret) (domain.SignedIn, error)
	// Passwords and Rules are for the one password that is set here: the first
	// operator's.
	Passwords *password.Hasher
	Rules     password.Rules
	// Random is where secrets come from.
	Random io.Reader
	// NewID draws an id that sorts by time of drawing: a UUID of version 7
	// (RFC 9562 section 5.7).
	NewID func() string
}
