package domain

import (
	"encoding/base64"
	"io"
	"strings"
)

// TokenKey finds one token's row within a tenant: its drawer and the first 128
// bits of HMAC-SHA-256(tenant key, token). A JWT access token has no secret
// text to hash; its 128 bits are drawn at random and travel in its jti.
//
// A key says nothing about the token's text and opens nothing, so its text form
// is the token's public id: the jti in answers and logs, and the id in the
// management API.
type TokenKey struct {
	Drawer Drawer
	Hash   [16]byte
}

// TokenKey computes where the token's row is, if this tenant issued it.
func (k HashKey) TokenKey(drawer Drawer, token Secret) TokenKey {
	sum := k.mac("", token.text)
	return TokenKey{Drawer: drawer, Hash: [16]byte(sum[:16])}
}

// NewTokenKey draws a key for a token without secret text.
func NewTokenKey(random io.Reader, drawer Drawer) (TokenKey, error) {
	key := TokenKey{Drawer: drawer}
	_, err := io.ReadFull(random, key.Hash[:])
	return key, err
}

// String gives the token's id: five base-62 digits of the drawer, a hyphen and
// 22 characters of unpadded base64url.
func (k TokenKey) String() string {
	text := make([]byte, 0, drawerDigits+1+22)
	text = append(append62(text, uint64(k.Drawer), drawerDigits), '-')
	return string(base64.RawURLEncoding.AppendEncode(text, k.Hash[:]))
}

// ParseTokenKey reads a token's id. Only the exact form String gives is
// accepted, so that an id has one spelling.
func ParseTokenKey(text string) (TokenKey, error) {
	var key TokenKey
	head, tail, _ := strings.Cut(text, "-")
	if len(head) != drawerDigits {
		return key, NotFound("token")
	}
	drawer, ok := parseDrawer(head)
	if !ok {
		return key, NotFound("token")
	}
	hash, err := base64.RawURLEncoding.Strict().DecodeString(tail)
	if err != nil || len(hash) != len(key.Hash) {
		return key, NotFound("token")
	}
	key = TokenKey{Drawer: drawer, Hash: [16]byte(hash)}
	// The decoder passes over line breaks.
	if key.String() != text {
		return TokenKey{}, NotFound("token")
	}
	return key, nil
}
