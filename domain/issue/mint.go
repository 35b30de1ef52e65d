package issue

import (
	"encoding/json"
	"fmt"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// mint makes the token's text and the key of its row. A JWT is shaped by the
// release policy of the one API it is for.
func (i Issuer) mint(snap *domain.Snapshot, token domain.Token) (domain.Secret, domain.TokenKey, error) {
	drawer := domain.DrawerFor(token.Issued, token.Expires)
	if token.Format == domain.JWT {
		return i.mintJWT(snap, token, drawer, servers(snap, token.Audience)[0])
	}
	text, err := domain.MintToken(i.Random, token.Kind, drawer)
	return text, snap.HashKey.TokenKey(drawer, text), err
}

// accessTokenClaims are those of RFC 9068 section 2.2.
type accessTokenClaims struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  any    `json:"aud"` // a text, or a list where userinfo is in it
	ClientID  string `json:"client_id"`
	Scope     string `json:"scope,omitempty"`
	Issued    int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
	ID        string `json:"jti"`
}

// audienceOf gives one audience as a text and several as a list (RFC 7519 section
// 4.1.3).
func audienceOf(token domain.Token) any {
	if len(token.Audience) == 1 {
		return token.Audience[0].Identifier
	}
	return token.Identifiers()
}

func (i Issuer) mintJWT(snap *domain.Snapshot, token domain.Token, drawer domain.Drawer, server *domain.ResourceServer) (domain.Secret, domain.TokenKey, error) {
	key, err := domain.NewTokenKey(i.Random, drawer)
	if err != nil {
		return domain.Secret{}, key, err
	}
	payload, err := json.Marshal(accessTokenClaims{
		Issuer:    snap.Issuer,
		Subject:   visibility.Subject(snap, token, *server),
		Audience:  audienceOf(token),
		ClientID:  token.Client,
		Scope:     token.Scope.String(),
		Issued:    token.Issued.Unix(),
		NotBefore: token.NotBefore.Unix(),
		Expires:   token.Expires.Unix(),
		ID:        key.String(),
	})
	if err != nil {
		return domain.Secret{}, key, fmt.Errorf("encode claims: %w", err)
	}
	jws, err := snap.Keyring.Sign(i.Now(), server.SigningAlg, domain.AccessTokenType, payload)
	return domain.NewSecret(jws), key, err
}
