package domain

import (
	"encoding/json"
	"strings"
	"time"
)

// AccessTokenType is the typ header of a JWT access token (RFC 9068 section 2.1).
const AccessTokenType = "at+jwt"

// maxToken bounds the text of a token, in bytes; our longest JWTs are far below.
const maxToken = 8192

// Located says where a token's row would be, told from the token's text, and
// what the row must be to be that token's.
type Located struct {
	Key    TokenKey
	Format TokenFormat
	Kind   TokenKind
}

// Form says what can be told from a token's text alone.
type Form int

// The forms of a token's text.
const (
	// Malformed text is no token, and nothing that could be read would make it
	// one.
	Malformed Form = iota
	// Unverified is a JWT that no key in the snapshot verifies; a key made since
	// might.
	Unverified
	// WellFormed text says where its row is.
	WellFormed
)

// Locate tells from a token's text where its row is: by our own form, or from a
// JWT that a key of the tenant signed as an access token (RFC 9068 section 4).
// Other JWTs of the tenant's own, an ID token say, are not access tokens.
func (s *Snapshot) Locate(token Secret, now time.Time) (Located, Form) {
	if kind, drawer, ok := ParseToken(token); ok {
		return Located{s.HashKey.TokenKey(drawer, token), Reference, kind}, WellFormed
	}
	if strings.Count(token.text, ".") != 2 || len(token.text) > maxToken {
		return Located{}, Malformed
	}
	payload, ok := s.Keyring.Verify(now, AccessTokenType, token.text)
	if !ok {
		return Located{}, Unverified
	}
	var claims struct {
		Issuer string `json:"iss"`
		ID     string `json:"jti"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Issuer != s.Issuer {
		return Located{}, Malformed
	}
	key, err := ParseTokenKey(claims.ID)
	if err != nil {
		return Located{}, Malformed
	}
	return Located{key, JWT, AccessToken}, WellFormed
}

// Of keeps a finding only if its row is of the located kind and format: a jti
// does not find a reference token.
func (l Located) Of(finding Finding) Finding {
	if t := finding.Token; t != nil && (t.Format != l.Format || t.Kind != l.Kind) {
		finding.Token = nil
	}
	return finding
}
