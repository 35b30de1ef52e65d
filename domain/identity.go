package domain

import (
	"encoding/json"
	"slices"
	"time"
)

// IdentityID is the resource server id of every tenant's userinfo endpoint. It
// has the form of the others but is never drawn.
const IdentityID = "00000000-0000-0000-0000-000000000002"

// IDTokenType is the typ header of an ID token (OpenID Connect Core section 2
// leaves it open; RFC 7519 section 5.1).
const IDTokenType = "JWT"

// The scope values of OpenID Connect Core sections 3.1.2.1, 5.4 and 11.
const (
	OpenIDScope  = "openid"
	ProfileScope = "profile"
	EmailScope   = "email"
	OfflineScope = "offline_access"
)

// NewIdentity gives the resource server that knows who people are: the userinfo
// endpoint of the issuer. It is in no table: it has no credentials and cannot be
// edited, and every client that works with people may ask for it.
func NewIdentity(issuer string) ResourceServer {
	return ResourceServer{
		ID: IdentityID, Name: "Who you are", Identifiers: []string{issuer + "/oauth2/userinfo"},
		Scopes: []ResourceScope{
			{Name: OpenIDScope, Description: "Know that it is you"},
			{Name: ProfileScope, Description: "See your name and username"},
			{Name: EmailScope, Description: "See your email address"},
			{Name: OfflineScope, Description: "Go on while you are away"},
		},
		Status: Active, TokenFormat: Reference, SigningAlg: SigningAlgs()[0],
		Release: Release{Claims: ReleasableClaims(), Subject: PublicSubject}, Answers: DefaultAnswers(),
	}
}

// ForPeople reports whether the client works with people.
func (c Client) ForPeople() bool {
	return slices.ContainsFunc(c.GrantTypes, func(g string) bool { return g != ClientCredentials })
}

// SubjectFor gives the sub by which the client knows a person (OpenID Connect
// Core section 8), the same in ID tokens and at the userinfo endpoint.
func (s *Snapshot) SubjectFor(client Client, user string) string {
	if client.Registration.SubjectType == PairwiseSubject {
		return s.HashKey.Pairwise("client:"+client.ID, user)
	}
	return user
}

// Hint is what an ID token of ours says, where it is only a hint.
type Hint struct {
	Client, Subject, Session string
}

// ReadHint reads an id_token_hint. An expired one says something too (OpenID
// Connect Core section 3.1.2.1): it is a hint, and opens nothing.
func (s *Snapshot) ReadHint(token Secret, now time.Time) (Hint, bool) {
	payload, ok := s.Keyring.Verify(now, IDTokenType, token.text)
	var claims struct {
		Issuer   string `json:"iss"`
		Subject  string `json:"sub"`
		Audience string `json:"aud"`
		Session  string `json:"sid"`
	}
	if !ok || json.Unmarshal(payload, &claims) != nil || claims.Issuer != s.Issuer {
		return Hint{}, false
	}
	return Hint{claims.Audience, claims.Subject, claims.Session}, true
}
