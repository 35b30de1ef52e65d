// Package introspect answers a resource server's question: what does this token
// mean (RFC 7662)?
//
// The order is always the same: authenticate the caller, look the token up,
// decide, answer. One read decides. It begins after the request came in and
// brings the token's row and the tenant's revision as of one moment; what is
// remembered about the tenant (keys, resource servers, policy, the caller's own
// credentials) is used only if nothing of it has changed up to that revision. So a
// revocation that was acknowledged is seen by every introspection that starts
// after it, on every replica, and there is no window of staleness to configure.
//
// The package holds a read-only store type: nothing here can write. What was
// answered is noted for the figures in memory, by a function that does not wait.
// What is written for a client that proves itself by an assertion (that it is used
// up) is its authentication's.
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
	// until what work found stands.
	At(ctx context.Context, slug domain.Slug, work func(*domain.Snapshot) (domain.Basis, error)) error
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
	// Note is told of every answer, and of every caller that was refused at a
	// tenant. It must neither wait nor allocate; nil notes nothing.
	Note func(domain.Introspection)
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
	// Profile is the form in which the caller is answered.
	Profile domain.AnswerProfile
	// Caller is who asked, as "resource_server:id" or "client:id".
	Caller string
	// TokenID names the token without opening anything, empty if it is unknown.
	TokenID string
	// noted is what the figures may know.
	noted domain.Introspection
}

// Introspect answers one question at the tenant. It is KindNotFound for an
// unknown or suspended tenant, KindUnauthenticated for a caller that did not
// prove itself, KindUnavailable when the answer could not be found out: never an
// inactive answer instead.
func (i Introspector) Introspect(ctx context.Context, slug domain.Slug, q Question) (outcome Outcome, err error) {
	err = i.Directory.At(ctx, slug, func(snap *domain.Snapshot) (basis domain.Basis, err error) {
		outcome, basis, err = i.try(ctx, snap, q)
		return basis, err
	})
	if i.Note != nil && (err == nil || domain.KindUnauthenticated.Is(err)) {
		i.Note(outcome.noted)
	}
	if err != nil {
		return Outcome{}, err
	}
	return outcome, nil
}

// try answers from the snapshot, and gives what that rests on. Only if it stands
// do outcome and error count.
func (i Introspector) try(ctx context.Context, snap *domain.Snapshot, q Question) (Outcome, domain.Basis, error) {
	now := i.Now()
	reader := i.Reader(snap.Tenant.ID)

	outcome := Outcome{noted: domain.Introspection{Tenant: snap.Tenant.ID, At: now}}
	viewer, basis, err := i.authenticate(ctx, snap, q.Credentials, now)
	if err != nil || basis.Revision != snap.Tenant.Revision {
		return outcome, basis, err
	}
	outcome.Caller, outcome.noted.By = describe(viewer)
	outcome.Profile = profileOf(viewer)
	basis.Apart = true

	located, form := snap.Locate(q.Token, now)
	switch form {
	case domain.Malformed:
		outcome.Verdict = visibility.Verdict{Reason: domain.ReasonMalformed}
		return outcome, basis, nil
	case domain.Unverified:
		outcome.Verdict = visibility.Verdict{Reason: domain.ReasonMalformed}
		basis.Revision, err = reader.Revision(ctx)
		return outcome, basis, err
	}

	finding, err := i.find(ctx, reader, snap, located.Key, &basis)
	if err != nil {
		return Outcome{}, domain.Basis{}, err
	}
	outcome.Verdict = visibility.Decide(snap, located.Of(finding), viewer, now)
	outcome.noted.Key, outcome.noted.Active = located.Key, outcome.Answer != nil
	if outcome.Answer != nil {
		outcome.TokenID = outcome.Answer.ID
	} else {
		outcome.TokenID = located.Key.String()
	}
	return outcome, basis, nil
}

// find gives what is under the key, and notes in the basis the revision of the
// deciding read. What is remembered and holds at the snapshot's revision counts
// only if it still did at that read, as everything else that comes from the
// snapshot.
func (i Introspector) find(ctx context.Context, reader domain.Reader, snap *domain.Snapshot, key domain.TokenKey, basis *domain.Basis) (domain.Finding, error) {
	if remembered := i.Memory.Recall(snap, key); remembered != nil {
		revision, err := reader.Revision(ctx)
		basis.Revision, basis.Finding = revision, remembered
		return *remembered, err
	}
	finding, err := reader.LookUp(ctx, key)
	if err == nil {
		i.Memory.Remember(snap.Tenant.ID, key, finding)
	}
	basis.Revision = finding.Revision
	return finding, err
}

// authenticate finds out who asks: a resource server by one of its credentials,
// or a confidential client. A refusal rests on a read of the revision, since the
// credentials may have been registered after the snapshot.
func (i Introspector) authenticate(ctx context.Context, snap *domain.Snapshot, c domain.Credentials, now time.Time) (visibility.Viewer, domain.Basis, error) {
	server, err := snap.AuthenticateServer(c, now)
	switch {
	case err == nil:
		return visibility.Viewer{Server: server.ResourceServer()}, domain.Basis{Revision: snap.Tenant.Revision}, nil
	case !domain.KindUnauthenticated.Is(err):
		return visibility.Viewer{}, domain.Basis{}, err
	}
	found, revision, err := i.Directory.Client(ctx, snap, c.ID)
	if err != nil {
		return visibility.Viewer{}, domain.Basis{}, err
	}
	client, err := snap.AuthenticateConfidential(ctx, found, c, now)
	switch {
	case err == nil:
		return visibility.Viewer{Client: client.Client().ID}, domain.Basis{Revision: revision, Client: found}, nil
	case !domain.KindUnauthenticated.Is(err):
		return visibility.Viewer{}, domain.Basis{}, err
	case revision == snap.Tenant.Revision:
		read, unread := i.Reader(snap.Tenant.ID).Revision(ctx)
		return visibility.Viewer{}, domain.Basis{Revision: read}, cmp.Or(unread, err)
	}
	return visibility.Viewer{}, domain.Basis{Revision: revision}, err
}

// profileOf gives the form of the answer: a client is always told everything about
// its own tokens in the same one.
func profileOf(viewer visibility.Viewer) domain.AnswerProfile {
	if viewer.Server != nil {
		return viewer.Server.Answers.Profile
	}
	return domain.StandardAnswers
}

// describe names who asked for the log, and for the figures.
func describe(viewer visibility.Viewer) (caller, by string) {
	if viewer.Server != nil {
		return "resource_server:" + viewer.Server.ID, viewer.Server.ID
	}
	return "client:" + viewer.Client, domain.ByClient
}
