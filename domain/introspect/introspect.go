// Package introspect answers a resource server's question: what does this token
// mean (RFC 7662)?
//
// The order is always the same: authenticate the caller, look the token up,
// decide, answer. One read decides. It begins after the request came in and
// brings the token's row and the tenant's revision as of one moment; what is
// remembered about the tenant (keys, resource servers, policy, the caller's own
// credentials) is used only if it was read under that same revision. So a
// revocation that was acknowledged is seen by every introspection that starts
// after it, on every replica, and there is no window of staleness to configure.
//
// The package holds a read-only store type: nothing here can write.
package introspect

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// Directory finds tenants and clients that may be remembered from before the
// request.
type Directory interface {
	// Remembered gives a snapshot as of some revision.
	Remembered(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error)
	// Newer gives a snapshot of at least the revision.
	Newer(ctx context.Context, slug domain.Slug, revision int64) (*domain.Snapshot, error)
	// Client finds a client, nil if there is none, and the revision it was read
	// under.
	Client(ctx context.Context, snap *domain.Snapshot, id string) (*domain.Client, int64, error)
}

// Introspector answers introspection requests.
type Introspector struct {
	Directory Directory
	// Reader gives the tenant's part of the store, to read only.
	Reader func(domain.TenantID) domain.Reader
	Now    func() time.Time
}

// Question is one introspection request. RFC 7662's token_type_hint is not part
// of it: a token's form says what it is, and a hint must never change the
// answer.
type Question struct {
	Credentials domain.Credentials
	Token       domain.Secret
}

// Outcome is the verdict and what the log may know beside it.
type Outcome struct {
	visibility.Verdict
	// Caller is who asked, as "resource_server:id" or "client:id".
	Caller string
	// TokenID names the token without opening anything, empty if it is unknown.
	TokenID string
}

// maxMoves bounds how often a question is put again because the tenant changed
// between what was remembered and what was read.
const maxMoves = 8

// Introspect answers one question at the tenant. It is KindNotFound for an
// unknown or suspended tenant, KindUnauthenticated for a caller that did not
// prove itself, KindUnavailable when the answer could not be found out: never an
// inactive answer instead.
func (i Introspector) Introspect(ctx context.Context, slug domain.Slug, q Question) (Outcome, error) {
	snap, err := i.Directory.Remembered(ctx, slug)
	for range maxMoves {
		if err != nil {
			return Outcome{}, err
		}
		outcome, revision, tried := i.try(ctx, snap, q)
		if domain.KindNotFound.Is(tried) {
			// The tenant was deleted since it was remembered.
			revision = 0
		} else if tried != nil && !domain.KindUnauthenticated.Is(tried) {
			return Outcome{}, tried
		}
		if revision == snap.Tenant.Revision {
			return outcome, tried
		}
		snap, err = i.Directory.Newer(ctx, slug, revision)
	}
	return Outcome{}, domain.Unavailable(nil)
}

// try answers from the snapshot, and gives the revision that the deciding read
// found. Only if it is the snapshot's own do outcome and error count.
func (i Introspector) try(ctx context.Context, snap *domain.Snapshot, q Question) (Outcome, int64, error) {
	now := i.Now()
	reader := i.Reader(snap.Tenant.ID)

	viewer, revision, err := i.authenticate(ctx, snap, q.Credentials, now)
	if err != nil || revision != snap.Tenant.Revision {
		return Outcome{}, revision, err
	}
	outcome := Outcome{Caller: describe(viewer)}

	located, form := snap.Locate(q.Token, now)
	switch form {
	case domain.Malformed:
		outcome.Verdict = visibility.Verdict{Reason: domain.ReasonMalformed}
		return outcome, revision, nil
	case domain.Unverified:
		outcome.Verdict = visibility.Verdict{Reason: domain.ReasonMalformed}
		revision, err = reader.Revision(ctx)
		return outcome, revision, err
	}

	finding, err := reader.LookUp(ctx, located.Key)
	if err != nil {
		return Outcome{}, 0, err
	}
	outcome.TokenID = located.Key.String()
	outcome.Verdict = visibility.Decide(snap, located.Of(finding), viewer, now)
	return outcome, finding.Revision, nil
}

// authenticate finds out who asks: a resource server by one of its credentials,
// or a client. A refusal rests on a read of the revision, since the credentials
// may have been registered after the snapshot.
func (i Introspector) authenticate(ctx context.Context, snap *domain.Snapshot, c domain.Credentials, now time.Time) (visibility.Viewer, int64, error) {
	server, err := snap.AuthenticateServer(c, now)
	if err == nil {
		return visibility.Viewer{Server: server.ResourceServer()}, snap.Tenant.Revision, nil
	}
	found, revision, err := i.Directory.Client(ctx, snap, c.ID)
	if err != nil {
		return visibility.Viewer{}, 0, err
	}
	client, err := snap.AuthenticateClient(found, c, now)
	if err != nil {
		if revision == snap.Tenant.Revision {
			revision, unread := i.Reader(snap.Tenant.ID).Revision(ctx)
			if unread != nil {
				return visibility.Viewer{}, 0, unread
			}
			return visibility.Viewer{}, revision, err
		}
		return visibility.Viewer{}, revision, err
	}
	return visibility.Viewer{Client: client.Client().ID}, revision, nil
}

func describe(viewer visibility.Viewer) string {
	if viewer.Server != nil {
		return "resource_server:" + viewer.Server.ID
	}
	return "client:" + viewer.Client
}
