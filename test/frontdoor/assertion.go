package frontdoor

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// ClientKey is a key that a client signs with.
type ClientKey struct {
	ID, Alg string
	Private crypto.Signer
}

// ClientKeys are made once, one for each algorithm by its name.
var ClientKeys = sync.OnceValue(func() map[string]ClientKey {
	// Making one cannot fail but for want of randomness, which is fatal.
	large, _ := rsaKey()
	curve, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	_, edwards, _ := ed25519.GenerateKey(rand.Reader)
	return map[string]ClientKey{
		"RS256": {"rsa", "RS256", large}, "PS256": {"pss", "PS256", large},
		"ES256": {"curve", "ES256", curve}, "EdDSA": {"edwards", "EdDSA", edwards},
	}
})

// KeySet gives the JSON Web Key Set of keys, as a client registers it.
func KeySet(keys ...ClientKey) map[string]any {
	set := []any{}
	for _, key := range keys {
		set = append(set, jose.JSONWebKey{Key: key.Private.Public(), KeyID: key.ID, Algorithm: key.Alg, Use: "sig"})
	}
	return map[string]any{"keys": set}
}

// Claims are those of a client's assertion at a tenant at noon of the test.
func Claims(client, tenant string, now time.Time) map[string]any {
	return map[string]any{
		"iss": client, "sub": client, "aud": PublicURL + "/t/" + tenant, "jti": newID(),
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}
}

// Sign signs claims with the key. What is in more replaces or adds to the header;
// nil takes a member out.
func (k ClientKey) Sign(t testing.TB, claims any, more map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	require.NoError(t, err)
	return k.signText(t, payload, more)
}

func (k ClientKey) signText(t testing.TB, payload []byte, more map[string]any) string {
	t.Helper()
	options := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{}}
	for name, value := range more {
		options.ExtraHeaders[jose.HeaderKey(name)] = value
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(k.Alg), Key: jose.JSONWebKey{Key: k.Private, KeyID: k.ID}}, options)
	require.NoError(t, err)
	signed, err := signer.Sign(payload)
	require.NoError(t, err)
	text, err := signed.CompactSerialize()
	require.NoError(t, err)
	return text
}

// Unsigned gives a JWS with the header and no signature.
func Unsigned(t testing.TB, header, claims map[string]any) string {
	t.Helper()
	encode := func(of map[string]any) string {
		text, err := json.Marshal(of)
		require.NoError(t, err)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return encode(header) + "." + encode(claims) + "."
}

// Asserting adds an assertion to a form.
func Asserting(values url.Values, assertion string) url.Values {
	with := maps.Clone(values)
	with.Set("client_assertion_type", domain.AssertionType)
	with.Set("client_assertion", assertion)
	return with
}

// PostForm posts a form to an OAuth endpoint with nothing in the header.
func (in *Installation) PostForm(endpoint, tenant string, values url.Values) Response {
	in.t.Helper()
	return in.Send(http.MethodPost, "/t/"+tenant+"/oauth2/"+endpoint, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, values.Encode())
}
