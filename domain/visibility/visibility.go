// Package visibility is the rule of who sees which token, and what of it.
//
// Deciding is pure: a snapshot of the tenant, the token as the deciding read
// found it, and who asks go in; a verdict comes out. Introspection answers with
// it, the management API checks its own callers with it, and admins are shown it
// with its reason, so that the explanation can never differ from the fact.
//
// What a token is worth can only shrink after it was issued. An answer tells a
// resource server the scopes that were granted there, that it still owns, and
// that the client is still allowed.
package visibility

import (
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Viewer is who asks about a token: a resource server, or a client asking about
// a token of its own.
type Viewer struct {
	Server *domain.ResourceServer
	Client string
}

// Verdict is the decision. Answer is nil unless the token is active for the
// viewer; Reason is never told to the viewer.
type Verdict struct {
	Reason domain.Reason
	Answer *Answer
}

// Answer is what the viewer is told about an active token (RFC 7662 section
// 2.2). Empty members are withheld.
type Answer struct {
	Issuer    string
	Subject   string
	ClientID  string
	Username  string
	Scope     domain.Scope
	Audience  []string
	Issued    time.Time
	NotBefore time.Time
	Expires   time.Time
	// ID is the jti: it names the token and opens nothing.
	ID        string
	TokenType string
	// TokenUse is access_token, or refresh_token: a client's own, or one that an API
	// is shown.
	TokenUse string
	// Person is whether the token speaks for a person, who may be withheld.
	Person bool
	// Tenant is whose token it is.
	Tenant *domain.Tenant
	// Fresh is for how long the viewer may remember the answer, in whole seconds;
	// zero for not at all.
	Fresh time.Duration
}

// Decide says whether the token is active for the viewer and what it is told.
func Decide(snap *domain.Snapshot, finding domain.Finding, viewer Viewer, now time.Time) Verdict {
	if reason := finding.Liveness(snap.Tenant, now); reason != domain.ReasonActive {
		return Verdict{Reason: reason}
	}
	if viewer.Server != nil {
		return forServer(snap, finding, viewer.Server, now)
	}
	return forClient(snap, finding, viewer.Client)
}

// forServer decides for a resource server. It sees access tokens, and refresh tokens
// only if its settings say so and the grant includes it: what others' audiences it
// sees makes no difference to those.
func forServer(snap *domain.Snapshot, finding domain.Finding, server *domain.ResourceServer, now time.Time) Verdict {
	token := finding.Token
	refresh := token.Kind == domain.RefreshToken
	if refresh && !server.Answers.SeesRefreshTokens {
		return Verdict{Reason: domain.ReasonWrongKind}
	}
	sight := snap.Sight[server.ID]
	if sight.Hidden[token.Client] {
		return Verdict{Reason: domain.ReasonHidden}
	}
	unseen := func(t domain.Target) bool {
		return t.ResourceServer != server.ID && (refresh || !sight.Servers[t.ResourceServer])
	}
	visible := token.Audience
	if slices.ContainsFunc(visible, unseen) {
		visible = slices.DeleteFunc(slices.Clone(visible), unseen)
	}
	if len(visible) == 0 {
		return Verdict{Reason: domain.ReasonNotForCaller}
	}
	audience, scope := standing(snap, &finding, visible)
	if len(audience) == 0 {
		return Verdict{Reason: domain.ReasonServerOff}
	}
	if refresh && !token.Used.IsZero() {
		return Verdict{Reason: domain.ReasonRefreshed}
	}
	answer := common(snap, token)
	answer.Audience, answer.Scope = audience, scope
	if Tells(server, "sub") {
		answer.Subject = Subject(snap, *token, *server)
	}
	if Tells(server, "client_id") {
		answer.ClientID = token.Client
	}
	if Tells(server, "username") && finding.User != nil {
		answer.Username = username(snap, &finding, server)
	}
	if server.Answers.CacheSeconds > 0 {
		left := token.Expires.Sub(now).Truncate(time.Second)
		answer.Fresh = min(time.Duration(server.Answers.CacheSeconds)*time.Second, left)
	}
	return Verdict{Reason: domain.ReasonActive, Answer: answer}
}

// forClient decides for the client that the token was issued to, which is told
// everything about it.
func forClient(snap *domain.Snapshot, finding domain.Finding, client string) Verdict {
	token := finding.Token
	if token.Client != client {
		return Verdict{Reason: domain.ReasonNotForCaller}
	}
	audience, scope := standing(snap, &finding, token.Audience)
	if len(audience) == 0 && len(token.Audience) > 0 {
		return Verdict{Reason: domain.ReasonServerOff}
	}
	answer := common(snap, token)
	answer.Audience, answer.Scope = audience, scope
	answer.Subject, answer.ClientID = subject(*token), token.Client
	if finding.User != nil {
		answer.Username = finding.User.Username
	}
	if token.Kind == domain.RefreshToken && !token.Used.IsZero() {
		return Verdict{Reason: domain.ReasonRefreshed}
	}
	return Verdict{Reason: domain.ReasonActive, Answer: answer}
}

// standing gives what is left of the targets today: the audience whose resource
// server is still there, active and owner of the identifier, and the scope still
// owned there and still allowed to the client. Where that is one target and all
// of its scope, as nearly always, nothing is copied: what it gives is to be read.
func standing(snap *domain.Snapshot, finding *domain.Finding, targets []domain.Target) (audience []string, scope domain.Scope) {
	for _, target := range targets {
		server, ok := snap.ResourceServer(target.ResourceServer)
		if !ok || server.Status != domain.Active {
			continue
		}
		at := slices.Index(server.Identifiers, target.Identifier)
		allowed, ok := finding.AllowedAt(server)
		if at < 0 || !ok {
			continue
		}
		lost := func(value string) bool { return !server.Owns(value) || !allowed.Has(value) }
		left := target.Scope
		if slices.ContainsFunc(left, lost) {
			left = slices.DeleteFunc(slices.Clone(left), lost)
		}
		if len(audience) == 0 {
			audience, scope = server.Identifiers[at:at+1:at+1], left
			continue
		}
		audience, scope = append(audience, target.Identifier), scope.With(left)
	}
	return audience, scope
}

func common(snap *domain.Snapshot, token *domain.Token) *Answer {
	// What a gateway asks is whether it may let the token through.
	use := domain.AccessToken
	if token.Kind == domain.RefreshToken {
		use = domain.RefreshToken
	}
	return &Answer{
		Issuer:    snap.Issuer,
		Issued:    token.Issued,
		NotBefore: token.NotBefore,
		Expires:   token.Expires,
		ID:        token.Key.String(),
		TokenType: "Bearer",
		TokenUse:  string(use),
		Person:    token.User != "",
		Tenant:    &snap.Tenant,
	}
}

// Subject gives the sub that the resource server is told for the token. A
// pairwise one is the same for a person at one resource server always, and
// unrelated at another.
func Subject(snap *domain.Snapshot, token domain.Token, server domain.ResourceServer) string {
	if server.Release.Subject == domain.PairwiseSubject {
		return snap.HashKey.Pairwise(server.ID, subject(token))
	}
	return subject(token)
}

// subject is the person, or the client that acts for itself. Their ids never
// look alike: a client id in the form of a user's is refused at registration.
func subject(token domain.Token) string {
	if token.User != "" {
		return token.User
	}
	return token.Client
}
