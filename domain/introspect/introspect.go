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
// The package holds a read-only store type: nothing here can write. What is
// written for a client that proves itself by an assertion (that it is used up) is
// its authentication's.
package introspect

import (
	"cmp"
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// Directory finds tenants and clients that may be remembered from before the
// request.
type Directory interface {
	// At calls work with a snapshot that may be old, and again with newer ones
	// until the revision that work found is the snapshot's own.
	At(ctx context.Context, slug domain.Slug, work func(*domain.Snapshot) (revision int64, err error)) error
	// Client finds a client, nil if there is none, and the revision it was read
	// under.
	Client(ctx context.Context, snap *domain.Snapshot, id string) (*domain.Client, int64, error)
}

// Memory remembers rows that were looked up, each with the tenant's revision at
// that moment.
type Memory interface {
	// Recall gives what was found under the key if it still holds at the
	// snapshot's revision, nil if nothing of the kind is remembered.
	Recall(snap *domain.Snapshot, key domain.TokenKey) *domain.Finding
	// Remember keeps what a look-up found, if a change of it would raise the
	// revision.
	Remember(tenant domain.TenantID, key domain.TokenKey, found domain.Finding)
}

// Introspector answers introspection requests.
type Introspector struct {
	Directory Directory
	Memory    Memory
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

// Introspect answers one question at the tenant. It is KindNotFound for an
// unknown or suspended tenant, KindUnauthenticated for a caller that did not
// prove itself, KindUnavailable when the answer could not be found out: never an
// inactive answer instead.
func (i Introspector) Introspect(ctx context.Context, slug domain.Slug, q Question) (outcome Outcome, err error) {
	err = i.Directory.At(ctx, slug, func(snap *domain.Snapshot) (revision int64, err error) {
		outcome, revision, err = i.try(ctx, snap, q)
		return revision, err
	})
	if err != nil {
		return Outcome{}, err
	}
	return outcome, nil
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

	finding, revision, err := i.find(ctx, reader, snap, located.Key)
	if err != nil {
		return Outcome{}, 0, err
	}
	outcome.Verdict = visibility.Decide(snap, located.Of(finding), viewer, now)
	if outcome.Answer != nil {
		outcome.TokenID = outcome.Answer.ID
	} else {
		outcome.TokenID = located.Key.String()
	}
	return outcome, revision, nil
}

// find gives what is under the key, and the revision that the deciding read
// found. What is remembered and holds at the snapshot's revision counts only if
// that is still the tenant's, as everything else that comes from the snapshot.
func (i Introspector) find(ctx context.Context, reader domain.Reader, snap *domain.Snapshot, key domain.TokenKey) (domain.Finding, int64, error) {
	if remembered := i.Memory.Recall(snap, key); remembered != nil {
		revision, err := reader.Revision(ctx)
		return *remembered, revision, err
	}
	finding, err := reader.LookUp(ctx, key)
	if err == nil {
		i.Memory.Remember(snap.Tenant.ID, key, finding)
	}
	return finding, finding.Revision, err
}

// authenticate finds out who asks: a resource server by one of its credentials,
// or a confidential client. A refusal rests on a read of the revision, since the credentials
// may have been registered after the snapshot.
func (i Introspector) authenticate(ctx context.Context, snap *domain.Snapshot, c domain.Credentials, now time.Time) (visibility.Viewer, int64, error) {
	server, err := snap.AuthenticateServer(c, now)
	switch {
	case err == nil:
		return visibility.Viewer{Server: server.ResourceServer()}, snap.Tenant.Revision, nil
	case !domain.KindUnauthenticated.Is(err):
		return visibility.Viewer{}, 0, err
	}
	found, revision, err := i.Directory.Client(ctx, snap, c.ID)
	if err != nil {
		return visibility.Viewer{}, 0, err
	}
	client, err := snap.AuthenticateConfidential(ctx, found, c, now)
	switch {
	case err == nil:
		return visibility.Viewer{Client: client.Client().ID}, revision, nil
	case !domain.KindUnauthenticated.Is(err):
		return visibility.Viewer{}, 0, err
	case revision == snap.Tenant.Revision:
		read, unread := i.Reader(snap.Tenant.ID).Revision(ctx)
		return visibility.Viewer{}, read, cmp.Or(unread, err)
	}
	return visibility.Viewer{}, revision, err
}

func describe(viewer visibility.Viewer) string {
	if viewer.Server != nil {
		return "resource_server:" + viewer.Server.ID
	}
	return "client:" + viewer.Client
}
