package frontdoor

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestIDTokensAreSignedAsTheClientRegistered verifies an ID token of each
// algorithm with what the JWKS publishes, and its at_hash with the hash that goes
// with the algorithm (OpenID Connect Core section 3.1.3.6).
func TestIDTokensAreSignedAsTheClientRegistered(t *testing.T) {
	left := map[string]func(text string) []byte{
		"RS256": func(text string) []byte { sum := sha256.Sum256([]byte(text)); return sum[:16] },
		"ES256": func(text string) []byte { sum := sha256.Sum256([]byte(text)); return sum[:16] },
		"EdDSA": func(text string) []byte { sum := sha512.Sum512([]byte(text)); return sum[:32] },
	}
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		var set jose.JSONWebKeySet
		require.NoError(t, json.Unmarshal([]byte(w.Send(http.MethodGet, "/t/acme/oauth2/jwks", nil, "").Body), &set))
		for _, alg := range domain.IDTokenAlgs() {
			w.edit("acme", "/clients/app", "id_token_signed_response_alg", alg)
			got := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
			parsed, err := jose.ParseSignedCompact(got.ID, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)})
			require.NoError(t, err, alg)
			_, err = parsed.Verify(set)
			require.NoError(t, err, alg)
			require.Contains(t, left, alg, "an algorithm without a hash")
			require.Equal(t, base64.RawURLEncoding.EncodeToString(left[alg](got.Access)), claimsOf(t, got.ID)["at_hash"], alg)
			page := b.Get(authorizing("acme", map[string]string{"prompt": "none", "id_token_hint": got.ID}))
			require.Contains(t, page.Header.Get("Location"), "code=", "%s: its own ID token is a hint", alg)
		}
	})
}
