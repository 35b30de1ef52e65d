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
// Several questions of one caller are a batch: each is answered as alone, and one
// read decides about all of them. A caller may prove itself by an access token of
// its own; that one is looked up in the same read, so what is promised of the token
// that is asked about holds for it as well.
//
// The package holds a read-only store type: nothing here can write. What was
// answered is noted for the figures in memory, by a function that does not wait.
// What is written for a client that proves itself by an assertion (that it is used
// up) is its authentication's.
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
	// Bearer is the access token of a client that acts for a resource server, which
	// stands in place of Credentials; zero if they count.
	Bearer domain.Secret
	Token  domain.Secret
}

// Outcome is the verdict and what the log may know beside it.
type Outcome struct {
	visibility.Verdict
	// Profile is the form in which the caller is answered.
	Profile domain.AnswerProfile
	// Caller is who asked, as "resource_server:id" or "client:id"; a client that
	// acts for a resource server is named behind it.
	Caller string
	// TokenID names the token without opening anything, empty if it is unknown.
	TokenID string
	// noted is what the figures may know.
	noted domain.Introspection
}

// Introspect answers one question at the tenant. It is KindNotFound for an
// unknown or suspended tenant, KindUnauthenticated for a caller that did not
// prove itself, KindForbidden for one whose access token is not for asking,
// KindUnavailable when the answer could not be found out: never an inactive answer
// instead.
func (i Introspector) Introspect(ctx context.Context, slug domain.Slug, q Question) (outcome Outcome, err error) {
	if !q.Bearer.IsZero() {
		outcomes, err := i.IntrospectAll(ctx, slug, Batch{Bearer: q.Bearer, Tokens: []domain.Secret{q.Token}})
		if err != nil {
			return Outcome{}, err
		}
		return outcomes[0], nil
	}
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
	asking, basis, err := i.authenticate(ctx, snap, q.Credentials, 1, now)
	if err != nil || basis.Revision != snap.Tenant.Revision {
		return Outcome{noted: asking.noted(snap, now)}, basis, err
	}
	basis.Apart = true

	p := locate(snap, q.Token, now)
	switch p.form {
	case domain.Malformed:
		// It is refused without a read. That tells nobody anything, not even a caller
		// whose credentials were taken back a moment ago.
	case domain.Unverified:
		basis.Revision, err = reader.Revision(ctx)
	default:
		p.found, err = i.find(ctx, reader, snap, p.Key, &basis)
	}
	if err != nil {
		return Outcome{}, domain.Basis{}, err
	}
	return p.weigh(snap, asking, now), basis, nil
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
