// Package userinfo is the UserInfo endpoint (OpenID Connect Core section 5.3): who
// is the person that an access token speaks for?
//
// The endpoint is a resource server of the tenant like any other, one that every
// client that works with people may ask for. So whether a token is good here is
// decided where it is decided for all of them, in visibility, from a read that
// begins after the request.
package userinfo

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// Directory finds tenants and clients as of a read that began after the call.
type Directory interface {
	// At calls work with a snapshot that may be old, and again with newer ones
	// until what work found stands.
	At(ctx context.Context, slug domain.Slug, work func(*domain.Snapshot) (domain.Basis, error)) error
	// Client finds a client, nil if there is none, and the revision it was read
	// under.
	Client(ctx context.Context, snap *domain.Snapshot, id string) (*domain.Client, int64, error)
}

// Endpoint answers UserInfo requests.
type Endpoint struct {
	Directory Directory
	Reader    func(domain.TenantID) domain.Reader
	Now       func() time.Time
}

// Claims are what is told about a person (OpenID Connect Core section 5.1), cut to
// the scope of the token.
type Claims struct {
	Subject           string `json:"sub"`
	Name              string `json:"name,omitempty"`
	PreferredUsername string `json:"preferred_username,omitempty"`
	UpdatedAt         int64  `json:"updated_at,omitempty"`
	Email             string `json:"email,omitempty"`
	// EmailVerified is nil where the email is not told.
	EmailVerified *bool `json:"email_verified,omitempty"`
}

// ClaimNames lists what may be told about a person, here and in ID tokens.
func ClaimNames() []string {
	return []string{"sub", "name", "preferred_username", "updated_at", "email", "email_verified", "iss", "aud", "exp", "iat", "auth_time", "sid"}
}

// Told is an answer and whose it is.
type Told struct {
	Claims Claims
	// Client is the id of the client that the token was issued to, empty if there
	// is no such token. It is told with a refusal too.
	Client string
}

// Tell says who the person is. It is KindUnauthenticated for a token that is not
// good here, and KindForbidden for one without the scope openid.
func (e Endpoint) Tell(ctx context.Context, slug domain.Slug, token domain.Secret) (told Told, err error) {
	err = e.Directory.At(ctx, slug, func(snap *domain.Snapshot) (basis domain.Basis, err error) {
		told, basis, err = e.try(ctx, snap, token)
		return basis, err
	})
	return told, err
}

func (e Endpoint) try(ctx context.Context, snap *domain.Snapshot, token domain.Secret) (Told, domain.Basis, error) {
	now := e.Now()
	reader := e.Reader(snap.Tenant.ID)
	located, form := snap.Locate(token, now)
	if form != domain.WellFormed {
		revision, err := reader.Revision(ctx)
		if err == nil {
			err = domain.Unauthenticated()
		}
		return Told{}, domain.Basis{Revision: revision, Apart: true}, err
	}
	finding, err := reader.LookUp(ctx, located.Key)
	if err != nil {
		return Told{}, domain.Basis{}, err
	}
	basis := domain.Basis{Revision: finding.Revision, Apart: true}
	finding = located.Of(finding)
	if finding.Token == nil {
		return Told{}, basis, domain.Unauthenticated()
	}
	told := Told{Client: finding.Token.Client}
	verdict := visibility.Decide(snap, finding, visibility.Viewer{Server: &snap.Identity}, now)
	if verdict.Answer == nil || finding.Token.User == "" || finding.Token.Kind != domain.AccessToken {
		return told, basis, domain.Unauthenticated()
	}
	if !verdict.Answer.Scope.Has(domain.OpenIDScope) {
		return told, basis, domain.Forbidden("insufficient_scope", "the token was issued without the scope openid")
	}
	if err := snap.ChargeBearer(*finding.Token, 1, now); err != nil {
		return told, domain.Basis{}, err
	}
	told.Claims, basis.Client, err = e.about(ctx, snap, reader, finding.Token, verdict.Answer.Scope)
	return told, basis, err
}

// about gives what is told of the token's person, and the client, which may have
// been remembered.
func (e Endpoint) about(ctx context.Context, snap *domain.Snapshot, reader domain.Reader, token *domain.Token, scope domain.Scope) (Claims, *domain.Client, error) {
	client, _, err := e.Directory.Client(ctx, snap, token.Client)
	if err != nil {
		return Claims{}, client, err
	}
	user, err := reader.FindUser(ctx, token.User)
	if domain.KindNotFound.Is(err) || err == nil && client == nil {
		// They went after the look-up.
		err = domain.Unauthenticated()
	}
	if err != nil {
		return Claims{}, client, err
	}
	claims := Claims{Subject: snap.SubjectFor(*client, user.ID)}
	if scope.Has(domain.ProfileScope) {
		claims.Name, claims.PreferredUsername, claims.UpdatedAt = user.Name, user.Username, user.Updated.Unix()
	}
	if scope.Has(domain.EmailScope) && user.Email != "" {
		claims.Email, claims.EmailVerified = user.Email, &user.EmailVerified
	}
	return claims, client, nil
}
