package domain

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// someKeys are made once: generating RSA keys takes long.
var someKeys = sync.OnceValue(func() map[string]map[string]any {
	text := base64.RawURLEncoding.EncodeToString
	rsaKey := func(bits int) map[string]any {
		key, _ := rsa.GenerateKey(rand.Reader, bits)
		return map[string]any{"kty": "RSA", "n": text(key.N.Bytes()), "e": "AQAB"}
	}
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	point, _ := key.PublicKey.Bytes()
	edwards, _, _ := ed25519.GenerateKey(rand.Reader)
	other, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	point384, _ := other.PublicKey.Bytes()
	return map[string]map[string]any{
		"RSA":     rsaKey(2048),
		"P-256":   {"kty": "EC", "crv": "P-256", "x": text(point[1:33]), "y": text(point[33:])},
		"Ed25519": {"kty": "OKP", "crv": "Ed25519", "x": text(edwards)},
		"P-384":   {"kty": "EC", "crv": "P-384", "x": text(point384[1:49]), "y": text(point384[49:])},
	}
})

// with gives one of someKeys with members that are other, or not there if nil.
func with(name string, other map[string]any) string {
	key := map[string]any{}
	for member, value := range someKeys()[name] {
		key[member] = value
	}
	for member, value := range other {
		if key[member] = value; value == nil {
			delete(key, member)
		}
	}
	text, _ := json.Marshal(key)
	return string(text)
}

func TestKeySetsAreReadStrictly(t *testing.T) {
	one := func(key string) string { return `{"keys":[` + key + `]}` }
	two := func(a, b string) string { return `{"keys":[` + a + `,` + b + `]}` }
	huge := base64.RawURLEncoding.EncodeToString(append([]byte{0x80}, make([]byte, 1024)...))
	weak := base64.RawURLEncoding.EncodeToString(new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), 1023), big.NewInt(1)).Bytes())
	n, _ := someKeys()["RSA"]["n"].(string)
	for _, c := range []struct {
		name, text string
		// algs are those the keys are for, refused the words of a refusal.
		algs    []string
		refused string
	}{
		{"RSA", one(with("RSA", nil)), []string{"RS256"}, ""},
		{"RSA for PS256", one(with("RSA", map[string]any{"alg": "PS256", "kid": "a", "use": "sig"})), []string{"PS256"}, ""},
		{"P-256", one(with("P-256", nil)), []string{"ES256"}, ""},
		{"Ed25519", one(with("Ed25519", nil)), []string{"EdDSA"}, ""},
		{"several", two(with("RSA", map[string]any{"kid": "a"}), with("P-256", map[string]any{"kid": "b"})), []string{"RS256", "ES256"}, ""},
		{"members that mean nothing here", one(with("P-256", map[string]any{"x5t": "abc", "ext": true, "n": "AQAB"})), []string{"ES256"}, ""},
		{"none", `{"keys":[]}`, nil, ""},
		{"members beside the keys", `{"keys":[],"more":1}`, nil, ""},

		{"a private key of P-256", one(with("P-256", map[string]any{"d": "AQAB"})), nil, "is private"},
		{"a private key of RSA", one(with("RSA", map[string]any{"p": "AQAB"})), nil, "is private"},
		{"a private key with null", one(with("RSA", map[string]any{"q": json.RawMessage("null")})), nil, "is private"},
		{"a shared secret", one(`{"kty":"oct","k":"c2VjcmV0"}`), nil, "is private"},
		{"a key for encryption", one(with("RSA", map[string]any{"use": "enc"})), nil, "use must be sig"},
		{"a symmetric algorithm with a public key", one(with("RSA", map[string]any{"alg": "HS256"})), nil, "no algorithm of this server"},
		{"the algorithm none", one(with("RSA", map[string]any{"alg": "none"})), nil, "no algorithm of this server"},
		{"another type's algorithm", one(with("P-256", map[string]any{"alg": "RS256"})), nil, "no algorithm of this server"},
		{"RSA with SHA-1", one(with("RSA", map[string]any{"alg": "RS1"})), nil, "no algorithm of this server"},
		{"a weak RSA key", one(with("RSA", map[string]any{"n": weak})), nil, "2048 to 4096 bits"},
		{"a huge RSA key", one(with("RSA", map[string]any{"n": huge})), nil, "2048 to 4096 bits"},
		{"an even modulus", one(with("RSA", map[string]any{"n": n[:len(n)-2] + "AA"})), nil, "RSA"},
		{"an exponent of one", one(with("RSA", map[string]any{"e": "AQ"})), nil, "65537"},
		{"an exponent of three", one(with("RSA", map[string]any{"e": "Aw"})), nil, "65537"},
		{"an even exponent", one(with("RSA", map[string]any{"e": "AQAC"})), nil, "65537"},
		{"a huge exponent", one(with("RSA", map[string]any{"e": "AQAAAAAB"})), nil, "leading zeros"},
		{"no modulus", one(with("RSA", map[string]any{"n": nil})), nil, "an n and an e"},
		{"padding", one(with("RSA", map[string]any{"e": "AQABAA=="})), nil, "an n and an e"},
		{"a leading zero", one(with("RSA", map[string]any{"e": "AAEAAQ"})), nil, "leading zeros"},
		{"off the curve", one(with("P-256", map[string]any{"x": strings.Repeat("A", 43)})), nil, "not on its curve"},
		{"a short coordinate", one(with("P-256", map[string]any{"x": "AQAB"})), nil, "32 bytes"},
		{"a short Ed25519 key", one(with("Ed25519", map[string]any{"x": "AQAB"})), nil, "32 bytes"},
		{"another curve", one(with("P-384", nil)), nil, "no type that works here"},
		{"no type", one(with("RSA", map[string]any{"kty": nil})), nil, "no type that works here"},
		{"a number for text", one(with("RSA", map[string]any{"kid": 1})), nil, "not text"},
		{"a kid twice", two(with("RSA", map[string]any{"kid": "a"}), with("P-256", map[string]any{"kid": "a"})), nil, "names two keys"},
		{"a long kid", one(with("RSA", map[string]any{"kid": strings.Repeat("a", 201)})), nil, "at most 200"},
		{"too many", one(strings.Repeat(with("P-256", nil)+",", 10) + with("P-256", nil)), nil, "at most 10 keys"},
		{"a key alone", with("RSA", nil), nil, "list of keys"},
		{"a list", `[` + with("RSA", nil) + `]`, nil, "list of keys"},
		{"a text", `"keys"`, nil, "list of keys"},
		{"another case", `{"KEYS":[]}`, nil, "list of keys"},
	} {
		keys, err := ParseKeySet([]byte(c.text))
		if c.refused != "" {
			require.ErrorContains(t, err, c.refused, c.name)
			require.True(t, keys.IsZero(), c.name)
			require.NotContains(t, err.Error(), n[:20], "no key is part of an error: %s", c.name)
			continue
		}
		require.NoError(t, err, c.name)
		var algs []string
		for _, key := range keys.Keys() {
			algs = append(algs, key.Alg)
		}
		require.Equal(t, c.algs, algs, c.name)
		require.Equal(t, len(c.algs) == 0, keys.IsZero(), c.name)
		encoded, err := json.Marshal(keys)
		require.NoError(t, err, c.name)
		again, err := ParseKeySet(encoded)
		require.NoError(t, err, c.name)
		require.True(t, keys.Equal(again), c.name)
		require.Equal(t, keys, again, c.name)
	}
}

func FuzzKeySet(f *testing.F) {
	for name := range someKeys() {
		f.Add(fmt.Sprintf(`{"keys":[%s]}`, with(name, nil)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := ParseKeySet([]byte(text))
		if err != nil {
			require.True(t, KindInvalid.Is(err))
			return
		}
		for _, key := range keys.Keys() {
			require.Contains(t, AssertionAlgs(), key.Alg)
			_, private := key.Key.(crypto.Signer)
			require.False(t, private)
		}
		encoded, err := json.Marshal(keys)
		require.NoError(t, err)
		again, err := ParseKeySet(encoded)
		require.NoError(t, err)
		require.True(t, keys.Equal(again))
	})
}
