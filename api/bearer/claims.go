package bearer

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// Claims is what Jeton says of a token. Members that the API's release policy
// withholds are empty.
type Claims struct {
	Issuer string
	// Subject is the person, or the client that acts for itself.
	Subject  string
	ClientID string
	Username string
	Scope    []string
	Audience []string
	IssuedAt time.Time
	Expires  time.Time
	// ID names the token (jti) and opens nothing: it may be logged.
	ID string

	members map[string]json.RawMessage
}

// HasScope reports whether the token has all of the scopes.
func (c *Claims) HasScope(scopes ...string) bool {
	for _, scope := range scopes {
		if !slices.Contains(c.Scope, scope) {
			return false
		}
	}
	return true
}

// Decode reads another member of the answer into v; false says that there is none.
func (c *Claims) Decode(name string, v any) (bool, error) {
	member, ok := c.members[name]
	if !ok {
		return false, nil
	}
	return true, json.Unmarshal(member, v)
}

type claimsKey struct{}

// ClaimsOf gives the claims of the token that a request came with, nil outside of
// what a guard protects. They are shared by requests and not to be changed.
func ClaimsOf(ctx context.Context) *Claims {
	claims, _ := ctx.Value(claimsKey{}).(*Claims)
	return claims
}

// wire is an introspection answer or the payload of a JWT access token (RFC 7662
// section 2.2, RFC 9068 section 2.2).
type wire struct {
	Issuer       string          `json:"iss"`
	Subject      string          `json:"sub"`
	ClientID     string          `json:"client_id"`
	Username     string          `json:"username"`
	Scope        string          `json:"scope"`
	Audience     oneOrMany       `json:"aud"`
	Expires      *float64        `json:"exp"`
	IssuedAt     *float64        `json:"iat"`
	NotBefore    *float64        `json:"nbf"`
	ID           string          `json:"jti"`
	TokenUse     string          `json:"token_use"`
	Confirmation json.RawMessage `json:"cnf"`
}

// oneOrMany is a member that is one string or a list of them (RFC 7519 section 4.1.3).
type oneOrMany []string

func (m *oneOrMany) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*m = oneOrMany{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(m))
}

// claims gives what the text says of a token for the API. An error of it is why the
// token is not good there.
func (a API) claims(text []byte) (*Claims, *wire, error) {
	var w wire
	claims := Claims{}
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(text, &claims.members); err != nil {
		return nil, nil, err
	}
	switch {
	case w.Issuer != a.Issuer:
		return nil, &w, errors.New("the token is of another issuer")
	case !slices.Contains(w.Audience, a.Audience):
		return nil, &w, errors.New("the token is for another audience")
	case w.Expires == nil:
		return nil, &w, errors.New("the token has no end")
	case w.TokenUse != "" && w.TokenUse != "access_token":
		return nil, &w, errors.New("it is no access token")
	case w.Confirmation != nil:
		// RFC 7800: whoever shows it would have to prove possession of a key.
		return nil, &w, errors.New("the token is bound to a key, which cannot be checked here")
	}
	claims.Issuer, claims.Subject, claims.ClientID, claims.Username = w.Issuer, w.Subject, w.ClientID, w.Username
	claims.Scope, claims.Audience, claims.ID = strings.Fields(w.Scope), w.Audience, w.ID
	claims.Expires, claims.IssuedAt = at(w.Expires), at(w.IssuedAt)
	return &claims, &w, nil
}

// at reads a NumericDate (RFC 7519 section 2), which may have a fraction.
func at(date *float64) time.Time {
	if date == nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(*date * 1000))
}
