package issue

import (
	"encoding/json"
	"fmt"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// mint makes the token's text and the key of its row. A JWT is shaped by the
// release policy of the one resource server it is for.
func (i Issuer) mint(snap *domain.Snapshot, token domain.Token, server *domain.ResourceServer) (domain.Secret, domain.TokenKey, error) {
	drawer := domain.DrawerFor(token.Issued, token.Expires)
	if token.Format == domain.JWT {
		return i.mintJWT(snap, token, drawer, server)
	}
	text, err := domain.MintToken(i.Random, token.Kind, drawer)
	return text, snap.HashKey.TokenKey(drawer, text), err
}

// accessTokenClaims are those of RFC 9068 section 2.2.
type accessTokenClaims struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	ClientID  string `json:"client_id"`
	Scope     string `json:"scope,omitempty"`
	Issued    int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
	ID        string `json:"jti"`
}

func (i Issuer) mintJWT(snap *domain.Snapshot, token domain.Token, drawer domain.Drawer, server *domain.ResourceServer) (domain.Secret, domain.TokenKey, error) {
	key, err := domain.NewTokenKey(i.Random, drawer)
	if err != nil {
		return domain.Secret{}, key, err
	}
	payload, err := json.Marshal(accessTokenClaims{
		Issuer:    snap.Issuer,
		Subject:   visibility.Subject(snap, token, *server),
		Audience:  token.Audience[0].Identifier,
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
