package bearer_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/bearer"
	"github.com/jeton-id/jeton/test/process"
)

var b64 = base64.RawURLEncoding

// parts takes a JWT apart.
func parts(t *testing.T, token string) (head, claims map[string]any, signature string) {
	t.Helper()
	split := strings.Split(token, ".")
	require.Len(t, split, 3)
	for i, into := range []*map[string]any{&head, &claims} {
		text, err := b64.DecodeString(split[i])
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, into))
	}
	return head, claims, split[2]
}

// signed makes a JWT of its parts; sign gives the signature of the text.
func signed(t *testing.T, head, claims map[string]any, sign func(text string) []byte) string {
	t.Helper()
	one, err := json.Marshal(head)
	require.NoError(t, err)
	other, err := json.Marshal(claims)
	require.NoError(t, err)
	text := b64.EncodeToString(one) + "." + b64.EncodeToString(other)
	return text + "." + b64.EncodeToString(sign(text))
}

func with(members map[string]any, name string, value any) map[string]any {
	changed := maps.Clone(members)
	changed[name] = value
	if value == nil {
		delete(changed, name)
	}
	return changed
}

// TestJWTsAreCheckedWithoutAsking brings good ones of every algorithm, to a guard
// that may ask and one that does not.
func TestJWTsAreCheckedWithoutAsking(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newWorld(t, config)
		for _, alg := range []string{"ES256", "RS256", "EdDSA"} {
			server := w.At("acme").Manage(t, http.MethodGet, "/resource-servers?q=https://signed.example", w.config.OperatorToken, nil).Member("items").([]any)[0].(map[string]any)
			edited := w.At("acme").Manage(t, http.MethodPatch, "/resource-servers/"+server["id"].(string), w.config.OperatorToken, map[string]any{"token_signing_alg": alg, "version": server["version"]})
			require.Equal(t, http.StatusOK, edited.Status, string(edited.Body))
			token := w.token(t, "acme", "signed", "scope=signed:read")
			head, _, _ := parts(t, token)
			require.Equal(t, alg, head["alg"])

			p := protect(t, bearer.Options{API: w.api("acme", "signed")}, "signed:read")
			require.Equal(t, http.StatusOK, p.with(token).status, alg)
			require.Equal(t, http.StatusUnauthorized, p.with(w.token(t, "globex", "signed")).status, "another tenant's")
			require.Zero(t, p.asked.Load())
			asking := protect(t, bearer.Options{API: w.api("acme", "signed"), AskAboutJWTs: true}, "signed:read")
			require.Equal(t, http.StatusOK, asking.with(token).status)
			w.revoke(t, "acme", token)
			require.Equal(t, http.StatusOK, p.with(token).status, "what is not asked about is good until it ends")
			require.Equal(t, http.StatusUnauthorized, asking.with(token).status)
			require.EqualValues(t, 2, asking.asked.Load())
		}
	})
}

// TestForgedJWTsAreRefused changes a good one in every way.
func TestForgedJWTsAreRefused(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	good := w.token(t, "acme", "signed")
	head, claims, signature := parts(t, good)
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	as := func(signature string) func(string) []byte {
		return func(string) []byte { raw, _ := b64.DecodeString(signature); return raw }
	}
	byUs := func(text string) []byte {
		digest := sha256.Sum256([]byte(text))
		r, s, err := ecdsa.Sign(rand.Reader, own, digest[:])
		require.NoError(t, err)
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	}
	keys, err := w.Get("/t/acme/oauth2/jwks")
	require.NoError(t, err)
	byPublicKey := func(text string) []byte {
		mac := hmac.New(crypto.SHA256.New, keys.Body)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	for does, token := range map[string]string{
		"no algorithm":              signed(t, with(head, "alg", "none"), claims, func(string) []byte { return nil }),
		"no algorithm, a signature": signed(t, with(head, "alg", "none"), claims, as(signature)),
		"the public key as secret":  signed(t, with(head, "alg", "HS256"), claims, byPublicKey),
		"another algorithm":         signed(t, with(head, "alg", "EdDSA"), claims, as(signature)),
		"another key":               signed(t, head, claims, byUs),
		"another key, of its own":   signed(t, with(head, "jwk", map[string]any{"kty": "EC"}), claims, byUs),
		"an unknown key":            signed(t, with(head, "kid", "nobody"), claims, byUs),
		"no key":                    signed(t, with(head, "kid", nil), claims, as(signature)),
		"another type":              signed(t, with(head, "typ", "JWT"), claims, as(signature)),
		"no type":                   signed(t, with(head, "typ", nil), claims, as(signature)),
		"something critical":        signed(t, with(head, "crit", []string{"b64"}), claims, as(signature)),
		"more scope":                signed(t, head, with(claims, "scope", "everything"), as(signature)),
		"a longer life":             signed(t, head, with(claims, "exp", 99999999999), as(signature)),
		"half a signature":          signed(t, head, claims, as(signature[:40])),
		"no signature":              strings.Join(strings.Split(good, ".")[:2], ".") + ".",
		"a padded part":             strings.Replace(good, ".", "=.", 1),
		"not JSON":                  "eyJ." + strings.SplitN(good, ".", 2)[1],
	} {
		p := protect(t, bearer.Options{API: w.api("acme", "signed")})
		answer := p.with(token)
		if does == "a padded part" {
			require.Equal(t, http.StatusBadRequest, answer.status, does)
			continue
		}
		require.Equal(t, http.StatusUnauthorized, answer.status, does)
		require.Contains(t, answer.header.Get("WWW-Authenticate"), `error="invalid_token"`, does)
		require.Zero(t, p.reached.Load(), does)
	}
	id := protect(t, bearer.Options{API: w.api("acme", "orders")})
	require.Equal(t, http.StatusUnauthorized, id.with(good).status, "another audience")
	require.Contains(t, id.with(good).header.Get("WWW-Authenticate"), "another audience")
}

// TestKeysAreRotated brings a token that a new key signed.
func TestKeysAreRotated(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	p := protect(t, bearer.Options{API: w.api("acme", "signed")})
	before := w.token(t, "acme", "signed")
	require.Equal(t, http.StatusOK, p.with(before).status)
	old, _, _ := parts(t, before)
	require.Less(t, w.At("acme").Manage(t, http.MethodPost, "/keys/rotate", w.config.OperatorToken, map[string]any{}).Status, 300)
	after := w.token(t, "acme", "signed")
	fresh, _, _ := parts(t, after)
	require.NotEqual(t, old["kid"], fresh["kid"])
	eventually(t, "the new key is found", func() bool { return p.with(after).status == http.StatusOK })
	w.Kill()
	require.Equal(t, http.StatusOK, p.with(before).status, "what is known is known")
	require.Equal(t, http.StatusOK, p.with(after).status)
}
