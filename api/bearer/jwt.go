package bearer

import (
	"context"
	"crypto"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// skew is how far our clock and Jeton's may differ where times of a JWT are judged.
const skew = 10 * time.Second

// verify gives the claims of a JWT access token (RFC 9068 section 4). That it was
// taken back is not seen here.
func (k *keySet) verify(ctx context.Context, token string, now time.Time) (*Claims, error) {
	parts := strings.Split(token, ".")
	head, err := headerOf(parts[0])
	if err != nil {
		return nil, invalid("the token is not a JWT access token")
	}
	key, err := k.find(ctx, head.ID, now)
	if err != nil {
		return nil, err
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if key == nil || err != nil || !key.signed(head.Alg, parts[0]+"."+parts[1], signature) {
		return nil, invalid("the token is not signed by its issuer")
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err != nil {
		return nil, invalid("the token is not a JWT access token")
	}
	claims, w, err := k.tenant.api.claims(payload)
	if err != nil {
		return nil, invalid(err.Error())
	}
	switch {
	case !now.Before(claims.Expires.Add(skew)):
		return nil, invalid("the token has expired")
	case w.NotBefore != nil && now.Before(at(w.NotBefore).Add(-skew)):
		return nil, invalid("the token is not good yet")
	}
	return claims, nil
}

// header is what a JWS says of itself.
type header struct {
	Alg  string          `json:"alg"`
	Type string          `json:"typ"`
	ID   string          `json:"kid"`
	Crit json.RawMessage `json:"crit"`
}

// headerOf reads the header of a JWT access token. The type tells it from ID tokens
// and other JWTs of the same issuer (RFC 9068 section 4); what is critical in it we
// would have to understand (RFC 7515 section 4.1.11).
func headerOf(text string) (header, error) {
	var h header
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(decoded, &h); err != nil {
		return h, err
	}
	media := strings.TrimPrefix(strings.ToLower(h.Type), "application/")
	if media != "at+jwt" || h.Crit != nil || h.ID == "" {
		return h, errors.New("no access token")
	}
	return h, nil
}

// publicKey is a key that a tenant signs with, by the one algorithm it is for.
type publicKey struct {
	id, alg string
	key     crypto.PublicKey
}
