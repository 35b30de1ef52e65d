package tenants

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func newRing(t *testing.T, tenant domain.TenantID) (*keyring, domain.TenantRows) {
	t.Helper()
	raw := make([]byte, keys.SecretKeySize)
	_, _ = rand.Read(raw)
	wrapper, err := keys.NewWrapper(domain.NewSecret(base64.StdEncoding.EncodeToString(raw)), rand.Reader)
	require.NoError(t, err)
	rows, err := keys.Maker{Wrapper: wrapper, Random: rand.Reader}.Tenant(domain.Tenant{ID: tenant}, noon)
	require.NoError(t, err)
	return newKeyring(wrapper, tenant, rows.SigningKeys), rows
}

func TestOnlyTheTenantsOwnKeysOfTheRightTypeVerify(t *testing.T) {
	ring, rows := newRing(t, "acme")
	foreign, _ := newRing(t, "globex")
	payload := []byte(`{"sub":"shop"}`)
	for _, alg := range domain.SigningAlgs() {
		jws, err := ring.Sign(noon, alg, domain.AccessTokenType, payload)
		require.NoError(t, err)
		got, ok := ring.Verify(noon, domain.AccessTokenType, jws)
		require.True(t, ok, alg)
		require.JSONEq(t, string(payload), string(got))

		_, ok = ring.Verify(noon, "JWT", jws)
		require.False(t, ok, "another type of JWT is not this one")
		_, ok = foreign.Verify(noon, domain.AccessTokenType, jws)
		require.False(t, ok, "another tenant's key is not this tenant's")
		for i := range jws {
			for _, c := range []byte("A.b-=\n") {
				changed := jws[:i] + string(c) + jws[i+1:]
				if changed == jws {
					continue
				}
				_, ok := ring.Verify(noon, domain.AccessTokenType, changed)
				require.False(t, ok, "character %d changed to %q", i, c)
			}
			_, ok := ring.Verify(noon, domain.AccessTokenType, jws[:i]+jws[i+1:])
			require.False(t, ok, "character %d dropped", i)
		}
	}

	// A retired key verifies nothing, whatever it signed.
	jws, err := ring.Sign(noon, "ES256", domain.AccessTokenType, payload)
	require.NoError(t, err)
	for i := range rows.SigningKeys {
		ring.rows[i].VerifiesUntil = noon.Add(time.Minute)
	}
	_, ok := ring.Verify(noon.Add(time.Minute), domain.AccessTokenType, jws)
	require.False(t, ok)
}

// TestTheHeaderDoesNotChooseTheAlgorithm tries the ways in which other servers
// were talked into trusting a token: no signature, the public key as an HMAC
// secret, one key type under another's name, a key the token brings itself.
func TestTheHeaderDoesNotChooseTheAlgorithm(t *testing.T) {
	ring, rows := newRing(t, "acme")
	payload := []byte(`{"sub":"shop"}`)
	var rsaKey domain.SigningKey
	for _, key := range rows.SigningKeys {
		if key.Alg == "RS256" {
			rsaKey = key
		}
	}
	private, err := ring.pairs[rsaKey.ID]()
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(private.Public())
	require.NoError(t, err)
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)

	forge := func(alg jose.SignatureAlgorithm, key any, kid string, embed bool) string {
		options := (&jose.SignerOptions{EmbedJWK: embed}).WithType(domain.AccessTokenType).WithHeader("kid", kid)
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, options)
		require.NoError(t, err)
		signed, err := signer.Sign(payload)
		require.NoError(t, err)
		text, err := signed.CompactSerialize()
		require.NoError(t, err)
		return text
	}
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"at+jwt","kid":"` + rsaKey.ID + `"}`))
	for name, jws := range map[string]string{
		"none":               header + "." + base64.RawURLEncoding.EncodeToString(payload) + ".",
		"public key as HMAC": forge(jose.HS256, public, rsaKey.ID, false),
		"a key of its own":   forge(jose.RS256, own, rsaKey.ID, false),
		"a key it brings":    forge(jose.RS256, own, rsaKey.ID, true),
		"PS256 with our key": forge(jose.PS256, private, rsaKey.ID, false),
		"another key's id":   forge(jose.RS256, private, "nobody", false),
		"RS512 with our key": forge(jose.RS512, private, rsaKey.ID, false),
		"not a JWS":          "a.b.c",
		"nothing":            "..",
		"five parts":         "a.b.c.d.e",
		"very many dots":     strings.Repeat(".", 5000),
		"JSON serialization": `{"payload":"` + base64.RawURLEncoding.EncodeToString(payload) + `","signatures":[]}`,
	} {
		_, ok := ring.Verify(noon, domain.AccessTokenType, jws)
		require.False(t, ok, name)
	}
}

func TestTheJWKSHasNoPrivateParts(t *testing.T) {
	ring, _ := newRing(t, "acme")
	set, err := ring.JWKS(noon)
	require.NoError(t, err)
	var parsed struct{ Keys []map[string]any }
	require.NoError(t, json.Unmarshal(set, &parsed))
	require.Len(t, parsed.Keys, len(domain.SigningAlgs()))
	for _, key := range parsed.Keys {
		for member := range key {
			require.Contains(t, []string{"kty", "kid", "alg", "use", "crv", "x", "y", "n", "e"}, member)
		}
	}
}

// TestClientsSignaturesAreVerifiedByTheKeyAlone signs with every key and algorithm
// and offers each key set: only the key's own algorithm, kid and type pass.
func TestClientsSignaturesAreVerifiedByTheKeyAlone(t *testing.T) {
	ring, _ := newRing(t, "acme")
	large, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	curve, err := keys.GenerateKey(rand.Reader, "ES256")
	require.NoError(t, err)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	payload := []byte(`{"sub":"shop"}`)
	sign := func(alg, kid string, private any, header map[jose.HeaderKey]any) string {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(alg), Key: jose.JSONWebKey{Key: private, KeyID: kid}}, &jose.SignerOptions{ExtraHeaders: header})
		require.NoError(t, err)
		signed, err := signer.Sign(payload)
		require.NoError(t, err)
		text, err := signed.CompactSerialize()
		require.NoError(t, err)
		return text
	}
	public := func(alg, kid string, private crypto.Signer) domain.PublicKey {
		return domain.PublicKey{ID: kid, Alg: alg, Key: private.Public()}
	}
	all := []domain.PublicKey{
		public("RS256", "rsa", large), public("PS256", "pss", large), public("ES256", "", curve), public("EdDSA", "edwards", edwards),
	}
	private := map[string]crypto.Signer{"RS256": large, "PS256": large, "ES256": curve, "EdDSA": edwards}
	types := []string{"", "jwt"}
	for _, key := range all {
		for _, kid := range []string{"", key.ID, "another"} {
			jws := sign(key.Alg, kid, private[key.Alg], nil)
			_, ok := ring.VerifyBy(all, types, jws)
			require.Equal(t, kid == "" || kid == key.ID || key.ID == "", ok, "%s as %q", key.Alg, kid)
		}
		got, ok := ring.VerifyBy([]domain.PublicKey{key}, types, sign(key.Alg, key.ID, private[key.Alg], map[jose.HeaderKey]any{"typ": "JWT"}))
		require.True(t, ok)
		require.Equal(t, payload, got)
		for _, other := range all {
			if other.Alg != key.Alg {
				_, ok := ring.VerifyBy([]domain.PublicKey{other}, types, sign(key.Alg, "", private[key.Alg], nil))
				require.False(t, ok, "%s by a key for %s", key.Alg, other.Alg)
			}
		}
		_, ok = ring.VerifyBy(nil, types, sign(key.Alg, "", private[key.Alg], nil))
		require.False(t, ok)
	}
	for name, header := range map[string]map[jose.HeaderKey]any{
		"another type": {"typ": "at+jwt"}, "a type that is no text": {"typ": 1},
		"a critical member": {"crit": []string{"exp"}, "exp": 1}, "a payload that is not encoded": {"b64": true},
	} {
		_, ok := ring.VerifyBy(all, types, sign("ES256", "", curve, header))
		require.False(t, ok, name)
	}
}
