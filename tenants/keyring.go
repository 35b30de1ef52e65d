package tenants

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// keyring signs and verifies with the keys of one snapshot. Private keys are
// unwrapped when first used: most tenants never sign a JWT.
type keyring struct {
	rows  []domain.SigningKey
	pairs map[string]func() (crypto.Signer, error)
}

func newKeyring(wrapper keys.Wrapper, tenant domain.TenantID, rows []domain.SigningKey) *keyring {
	ring := &keyring{rows: rows, pairs: make(map[string]func() (crypto.Signer, error), len(rows))}
	for _, row := range rows {
		ring.pairs[row.ID] = sync.OnceValues(func() (crypto.Signer, error) { return wrapper.Private(tenant, row) })
	}
	return ring
}

// Sign implements domain.Keyring.
func (r *keyring) Sign(now time.Time, alg, typ string, payload []byte) (string, error) {
	row, ok := keys.Signs(r.rows, alg, now)
	if !ok {
		return "", fmt.Errorf("no %s key signs at present", alg)
	}
	private, err := r.pairs[row.ID]()
	if err != nil {
		return "", err
	}
	key := jose.SigningKey{Algorithm: jose.SignatureAlgorithm(alg), Key: jose.JSONWebKey{Key: private, KeyID: row.ID}}
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	if err != nil {
		return "", fmt.Errorf("prepare signature: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed.CompactSerialize()
}

// ownAlgs are those of a tenant's own keys, assertionAlgs those that a client's
// keys may be for.
var ownAlgs, assertionAlgs = known(domain.SigningAlgs()), known(domain.AssertionAlgs())

func known(names []string) (algs []jose.SignatureAlgorithm) {
	for _, name := range names {
		algs = append(algs, jose.SignatureAlgorithm(name))
	}
	return algs
}

// Verify implements domain.Keyring. The algorithm is the key's own; the header
// must agree and decides nothing.
func (r *keyring) Verify(now time.Time, typ, jws string) ([]byte, bool) {
	if !canonical(jws) {
		return nil, false
	}
	parsed, err := jose.ParseSignedCompact(jws, ownAlgs)
	if err != nil || len(parsed.Signatures) != 1 {
		return nil, false
	}
	header := parsed.Signatures[0].Protected
	if got, _ := header.ExtraHeaders[jose.HeaderType].(string); got != typ {
		return nil, false
	}
	for _, row := range r.rows {
		if row.ID != header.KeyID || row.Alg != header.Algorithm || keys.StateAt(row, now) == keys.Retired {
			continue
		}
		private, err := r.pairs[row.ID]()
		if err != nil {
			return nil, false
		}
		payload, err := parsed.Verify(private.Public())
		return payload, err == nil
	}
	return nil, false
}

// VerifyBy implements domain.Keyring. What the header says of algorithm, key and
// type must agree and decides nothing; what it says is critical is not known here.
func (*keyring) VerifyBy(from []domain.PublicKey, types []string, jws string) ([]byte, bool) {
	if !canonical(jws) {
		return nil, false
	}
	parsed, err := jose.ParseSignedCompact(jws, assertionAlgs)
	if err != nil || len(parsed.Signatures) != 1 {
		return nil, false
	}
	header := parsed.Signatures[0].Protected
	for _, unknown := range []jose.HeaderKey{"crit", "b64"} {
		if _, ok := header.ExtraHeaders[unknown]; ok {
			return nil, false
		}
	}
	typ, isText := header.ExtraHeaders[jose.HeaderType].(string)
	_, isThere := header.ExtraHeaders[jose.HeaderType]
	// RFC 7515 section 4.1.9: a media type, mostly without its application/.
	typ = strings.TrimPrefix(strings.ToLower(typ), "application/")
	if isThere != isText || !slices.Contains(types, typ) {
		return nil, false
	}
	for _, key := range from {
		if key.Alg != header.Algorithm || header.KeyID != "" && key.ID != "" && key.ID != header.KeyID {
			continue
		}
		if payload, err := parsed.Verify(key.Key); err == nil {
			return payload, true
		}
	}
	return nil, false
}

// canonical reports whether the parts of a JWS have the one base64url spelling
// of their bytes. The last character of a part can carry bits that a lenient
// decoder drops; a token with any character changed must not be accepted.
func canonical(jws string) bool {
	parts := strings.Split(jws, ".")
	if len(parts) != 3 {
		return false
	}
	for _, part := range parts {
		if _, err := base64.RawURLEncoding.Strict().DecodeString(part); err != nil || strings.ContainsAny(part, "\r\n") {
			return false
		}
	}
	return true
}

// JWKS implements domain.Keyring.
func (r *keyring) JWKS(now time.Time) ([]byte, error) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, row := range r.rows {
		if keys.StateAt(row, now) == keys.Retired {
			continue
		}
		private, err := r.pairs[row.ID]()
		if err != nil {
			return nil, err
		}
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: private.Public(), KeyID: row.ID, Algorithm: row.Alg, Use: "sig"})
	}
	return json.Marshal(set)
}
