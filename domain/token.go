package domain

import "time"

// TokenKind is what a token is for.
type TokenKind string

// The kinds of token.
const (
	// AccessToken opens a resource server (RFC 6749 section 1.4).
	AccessToken TokenKind = "access_token"
	// RefreshToken is for its client alone (RFC 6749 section 1.5).
	RefreshToken TokenKind = "refresh_token"
	// PersonalToken is an access token a person made for their own programs.
	PersonalToken TokenKind = "personal_access_token"
)

// TokenKinds lists every kind.
func TokenKinds() []TokenKind { return []TokenKind{AccessToken, RefreshToken, PersonalToken} }

func (k TokenKind) prefix() string {
	switch k {
	case RefreshToken:
		return prefixRefreshToken
	case PersonalToken:
		return prefixPersonal
	default:
		return prefixAccessToken
	}
}

// TokenFormat is how an access token travels.
type TokenFormat string

// The formats of access tokens.
const (
	// Reference is an opaque handle; its meaning stays with Jeton.
	Reference TokenFormat = "reference"
	// JWT is a signed token of RFC 9068, with a row of its own all the same.
	JWT TokenFormat = "jwt"
)

// Target is one resource server a token was issued for, and what the token is
// worth there. The scope is kept per target: two resource servers may own a
// scope value of the same name, and a right at one is none at the other.
type Target struct {
	// ResourceServer is the immutable id. One that was removed and registered
	// anew under the same identifier has another id and sees none of the old
	// one's tokens.
	ResourceServer string `json:"rs"`
	// Identifier is the audience URI the client asked for.
	Identifier string `json:"aud"`
	// Scope is what the client was granted there.
	Scope Scope `json:"scope,omitempty"`
}

// Epochs are the counters of tenant, client and user that a token was issued
// under. It is live only while they equal the current ones.
type Epochs struct {
	Tenant, Client, User int64
}

// Token is one row: what was issued, to whom, for whom. The token's text is not
// part of it and is kept nowhere.
type Token struct {
	Key    TokenKey
	Kind   TokenKind
	Format TokenFormat
	// Grant is the id of the authorization the token was issued from, empty for a
	// personal access token.
	Grant string
	// Client is the client_id, PersonalClient for a personal access token.
	Client string
	// User is the id of the person the token speaks for, empty if its client
	// speaks for itself.
	User     string
	Audience []Target
	// Scope is the whole of what was granted, as the client was told it.
	Scope Scope
	// Issued has milliseconds, for ordering; NotBefore and Expires are whole
	// seconds, so that the times told to a resource server are the ones kept.
	Issued, NotBefore, Expires time.Time
	Epochs                     Epochs
	// Confirmation is the thumbprint the token is bound to (RFC 7800 cnf),
	// empty for a bearer token.
	Confirmation string
	// Used is when a refresh token was used first, zero before.
	Used    time.Time
	Revoked *Revocation
}

// Revocation says when something was taken back, by whom and why.
type Revocation struct {
	At     time.Time
	By     string
	Reason string
}

// Identifiers lists the audience URIs, in the order they were asked for.
func (t Token) Identifiers() []string {
	aud := make([]string, len(t.Audience))
	for i, target := range t.Audience {
		aud[i] = target.Identifier
	}
	return aud
}
