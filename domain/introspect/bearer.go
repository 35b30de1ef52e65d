package introspect

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// tryBearer is tryAll for a caller that presents an access token (RFC 7662 section
// 2.1). The token is one more that has to be found: the read that decides about
// those that are asked about decides about it.
func (i Introspector) tryBearer(ctx context.Context, snap *domain.Snapshot, b Batch) ([]Outcome, domain.Basis, error) {
	now := i.Now()
	basis := domain.Basis{Revision: snap.Tenant.Revision, Apart: true}
	places := append(locateAll(snap, b.Tokens, now), locate(snap, b.Bearer, now))
	if err := i.findAll(ctx, snap, places, &basis); err != nil {
		return nil, domain.Basis{}, err
	}
	asked := len(b.Tokens)
	asking, err := places[asked].proves(snap, asked, now)
	if err != nil {
		return nil, basis, err
	}
	return weighAll(snap, places[:asked], asking, now), basis, nil
}

// proves finds out who asks so many questions with the token at the place: a
// client, for the resource server that it acts for at this moment. A token that
// does not let its client ask is KindUnauthenticated, whatever the cause, one that
// is for the endpoint and lacks the scope KindForbidden.
//
// Whether it is live and for this endpoint is decided where that is decided for
// every token. It must be of a client that speaks for itself: of a person's token
// an application would lend its own sight to whoever signs in.
func (p *place) proves(snap *domain.Snapshot, questions int, now time.Time) (caller, error) {
	if p.form != domain.WellFormed {
		return caller{}, domain.Unauthenticated()
	}
	finding := p.Of(p.found)
	verdict := visibility.Decide(snap, finding, visibility.Viewer{Server: &snap.Introspection}, now)
	if verdict.Answer == nil || finding.Token.Kind != domain.AccessToken || finding.Token.User != "" || finding.Token.Confirmation != "" {
		return caller{}, domain.Unauthenticated()
	}
	server, ok := snap.ResourceServer(finding.Client.ActsFor)
	if !ok || domain.BuiltIn(server.ID) || server.Status != domain.Active {
		return caller{}, domain.Unauthenticated()
	}
	if !verdict.Answer.Scope.Has(domain.IntrospectScope) {
		return caller{}, domain.Forbidden("insufficient_scope", "the token was issued without the scope %s", domain.IntrospectScope)
	}
	asking := serverAsking(server)
	asking.name += " client:" + finding.Token.Client
	asking.bearer = &p.Key
	return asking, snap.ChargeBearer(*finding.Token, questions, now)
}
