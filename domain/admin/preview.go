package admin

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// About is the token of a preview: one that somebody holds, or else one that is
// made up.
type About struct {
	Token  domain.Secret
	Sample Sample
}

// Sample describes a token that the tenant could issue at this moment.
type Sample struct {
	// Client is the id of the client that it would be issued to.
	Client string
	// Resources are identifiers of the resource servers it would be for; none for
	// all that the client may use.
	Resources []string
	// Scope empty is all that the client may have there.
	Scope domain.Scope
	// Username is made up too, for a token that speaks for a person; empty for one
	// with which the client speaks for itself.
	Username string
}

// Preview is what resource servers are told about a token, as things are and as
// they would be. Both have one verdict for each, in the same order.
type Preview struct{ Now, Then []ServerVerdict }

// Preview says what every resource server would be told about a token if one of
// them were edited, by the same rule that answers them. Nothing is changed.
func (m *Management) Preview(ctx context.Context, caller Caller, id string, edit ServerEdit, about About) (Preview, error) {
	was, ok := caller.tenant.ResourceServer(id)
	if !ok || domain.BuiltIn(id) {
		return Preview{}, domain.NotFound("resource server")
	}
	if err := sameVersion(was.Version, edit.Version); err != nil {
		return Preview{}, err
	}
	is := edit.over(*was)
	if err := checkServer(caller, *was, is); err != nil {
		return Preview{}, err
	}
	then, err := m.Imagine(caller.tenant, is)
	if err != nil {
		return Preview{}, err
	}
	finding, err := about.finding(ctx, caller)
	if err != nil {
		return Preview{}, err
	}
	return Preview{verdicts(caller.tenant, finding, caller.at), verdicts(then, finding, caller.at)}, nil
}

// finding gives the token's row with everything around it: of one that somebody
// holds, what the deciding read finds.
func (a About) finding(ctx context.Context, caller Caller) (domain.Finding, error) {
	switch {
	case a.Token.IsZero() == (a.Sample.Client == ""):
		return domain.Finding{}, domain.InvalidField("token", "a preview is about a token, or about a sample")
	case a.Token.IsZero():
		return a.Sample.finding(ctx, caller)
	}
	if err := caller.Check(domain.ReadTokens); err != nil {
		return domain.Finding{}, err
	}
	located, form := caller.tenant.Locate(a.Token, caller.at)
	if form != domain.WellFormed {
		return domain.Finding{}, domain.InvalidField("token", "this is not a token of this tenant")
	}
	finding, err := caller.store.LookUp(ctx, located.Key)
	return located.Of(finding), err
}

// sampleLifetime is how long a made-up token would live.
const sampleLifetime = time.Hour

// sampleUser is the id of the person whom a made-up token speaks for. It has the
// form of the others but is never drawn.
const sampleUser = "00000000-0000-0000-0000-000000000003"

func (s Sample) finding(ctx context.Context, caller Caller) (domain.Finding, error) {
	if err := caller.Check(domain.ReadClients); err != nil {
		return domain.Finding{}, err
	}
	client, _, err := caller.store.FindClient(ctx, s.Client)
	if domain.KindNotFound.Is(err) {
		return domain.Finding{}, domain.InvalidField("sample.client", "there is no such client")
	}
	if err != nil {
		return domain.Finding{}, err
	}
	if s.Username != "" {
		if err := domain.CheckName("sample.username", s.Username); err != nil {
			return domain.Finding{}, err
		}
	}
	resources := s.Resources
	if len(resources) == 0 {
		resources = caller.resourcesOf(client)
	}
	targets, scope, err := caller.tenant.Worth(client, s.Scope, resources)
	if err != nil {
		return domain.Finding{}, domain.InvalidField("sample", "the client gets no such token: %s", err)
	}
	token := domain.Token{
		Kind: domain.AccessToken, Client: client.ID, Audience: targets, Scope: scope,
		Issued: caller.at, NotBefore: caller.at, Expires: caller.at.Add(sampleLifetime),
		Epochs: domain.Epochs{Tenant: caller.tenant.Tenant.Epoch, Client: client.Epoch},
	}
	finding := domain.Finding{
		Token: &token, GrantFound: true,
		Client: &domain.ClientState{Status: client.Status, Epoch: client.Epoch, Allowed: client.Allowed, Managing: len(client.Roles) > 0, ActsFor: client.ActsFor},
	}
	if s.Username != "" {
		token.User, finding.User = sampleUser, &domain.UserState{Status: domain.Active, Username: s.Username}
	}
	return finding, nil
}

// resourcesOf names every resource server that a client may use.
func (c Caller) resourcesOf(client domain.Client) []string {
	var identifiers []string
	for _, allowed := range client.Allowed {
		if server, ok := c.tenant.ResourceServer(allowed.ResourceServer); ok && server.Status == domain.Active {
			identifiers = append(identifiers, server.Identifiers[0])
		}
	}
	return identifiers
}
