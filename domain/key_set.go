package domain

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"slices"
)

// AssertionAlgs lists the JWS algorithms by which clients may sign (RFC 7518
// section 3.1, RFC 8037 section 3.1): none that a shared secret verifies.
func AssertionAlgs() []string { return []string{"RS256", "PS256", "ES256", "EdDSA"} }

// PublicKey is one key of a client, and the one algorithm that it is for.
type PublicKey struct {
	// ID is the kid, empty if it has none.
	ID, Alg string
	Key     crypto.PublicKey
}

// KeySet is a client's JSON Web Key Set (RFC 7517): keys that verify what the
// client signs, in the order they were given. One that is not the zero value can
// be had only by parsing, so every key in it is public, strong enough and for one
// algorithm.
type KeySet struct {
	keys []PublicKey
	// text is the set in the one spelling that is kept: with the members that
	// mean something here, in one order.
	text string
}

// Bounds of a key set. RSA keys are no weaker than RFC 7518 section 3.3 allows,
// and no larger than can be checked for everybody who asks.
const (
	maxKeys    = 10
	maxKeyID   = 200
	minRSABits = 2048
	maxRSABits = 4096
)

// jwk is what is kept of a key (RFC 7518 section 6, RFC 8037 section 2).
type jwk struct {
	Type  string `json:"kty"`
	Use   string `json:"use"`
	Alg   string `json:"alg"`
	ID    string `json:"kid,omitempty"`
	Curve string `json:"crv,omitempty"`
	X     string `json:"x,omitempty"`
	Y     string `json:"y,omitempty"`
	N     string `json:"n,omitempty"`
	E     string `json:"e,omitempty"`
}

// privateMembers are those that a public key does not have.
var privateMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"}

// ParseKeySet reads a key set. Members that mean nothing here are dropped; a key
// that could not be used as given is refused, and a private key by name. No key
// is ever part of an error. An empty set is the zero value.
func ParseKeySet(text []byte) (KeySet, error) {
	var set map[string]json.RawMessage
	var given []map[string]json.RawMessage
	if json.Unmarshal(text, &set) != nil || set["keys"] == nil || json.Unmarshal(set["keys"], &given) != nil {
		return KeySet{}, badKeys("a JSON Web Key Set is an object with a list of keys")
	}
	if len(given) > maxKeys {
		return KeySet{}, InvalidField("jwks", "a client has at most %d keys", maxKeys)
	}
	var keys KeySet
	var kept []jwk
	for _, members := range given {
		key, known, err := parseKey(members)
		if err != nil {
			return KeySet{}, err
		}
		if known.ID != "" && slices.ContainsFunc(keys.keys, func(k PublicKey) bool { return k.ID == known.ID }) {
			return KeySet{}, badKeys("a kid names two keys")
		}
		keys.keys = append(keys.keys, PublicKey{known.ID, known.Alg, key})
		kept = append(kept, known)
	}
	if len(kept) == 0 {
		return KeySet{}, nil
	}
	// Texts always encode.
	encoded, _ := json.Marshal(map[string]any{"keys": kept})
	keys.text = string(encoded)
	return keys, nil
}

func badKeys(message string) error { return InvalidField("jwks", "%s", message) }

func parseKey(members map[string]json.RawMessage) (crypto.PublicKey, jwk, error) {
	for _, name := range privateMembers {
		if members[name] != nil {
			return nil, jwk{}, badKeys("one of the keys is private: only public keys belong here; treat it as leaked and make another")
		}
	}
	var given jwk
	for name, into := range map[string]*string{
		"kty": &given.Type, "use": &given.Use, "alg": &given.Alg, "kid": &given.ID,
		"crv": &given.Curve, "x": &given.X, "y": &given.Y, "n": &given.N, "e": &given.E,
	} {
		if members[name] != nil && json.Unmarshal(members[name], into) != nil {
			return nil, jwk{}, badKeys("a member of a key is not text")
		}
	}
	if given.Use != "" && given.Use != "sig" {
		return nil, jwk{}, badKeys("a key is not for signatures: its use must be sig")
	}
	if len(given.ID) > maxKeyID {
		return nil, jwk{}, InvalidField("jwks", "a kid has at most %d characters", maxKeyID)
	}
	key, algs, err := given.public()
	if err != nil {
		return nil, jwk{}, err
	}
	if given.Alg == "" {
		given.Alg = algs[0]
	}
	if !slices.Contains(algs, given.Alg) {
		return nil, jwk{}, badKeys("a key is for no algorithm of this server: RS256 or PS256 with RSA, ES256 with P-256, EdDSA with Ed25519")
	}
	given.Use = "sig"
	return key, given, nil
}

// public gives the key, and the algorithms it may be for, first the one it is for
// if it names none. It drops what a key of the type does not have.
func (k *jwk) public() (crypto.PublicKey, []string, error) {
	switch {
	case k.Type == "RSA":
		k.Curve, k.X, k.Y = "", "", ""
		key, err := k.rsa()
		return key, []string{"RS256", "PS256"}, err
	case k.Type == "EC" && k.Curve == "P-256":
		k.N, k.E = "", ""
		x, y := unsigned(k.X), unsigned(k.Y)
		if len(x) != 32 || len(y) != 32 {
			return nil, nil, badKeys("a key of P-256 has an x and a y of 32 bytes in base64url")
		}
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y))
		if err != nil {
			return nil, nil, badKeys("a key of P-256 is not on its curve")
		}
		return key, []string{"ES256"}, nil
	case k.Type == "OKP" && k.Curve == "Ed25519":
		k.N, k.E, k.Y = "", "", ""
		x := unsigned(k.X)
		if len(x) != ed25519.PublicKeySize {
			return nil, nil, badKeys("a key of Ed25519 has an x of 32 bytes in base64url")
		}
		return ed25519.PublicKey(x), []string{"EdDSA"}, nil
	}
	return nil, nil, badKeys("a key is of no type that works here: RSA, EC with P-256, OKP with Ed25519")
}

func (k *jwk) rsa() (*rsa.PublicKey, error) {
	n, e := unsigned(k.N), unsigned(k.E)
	if len(n) == 0 || len(e) == 0 || n[0] == 0 || e[0] == 0 || len(e) > 4 {
		return nil, badKeys("a key of RSA has an n and an e in base64url, without leading zeros")
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e).Int64()
	switch bits := modulus.BitLen(); {
	case bits < minRSABits, bits > maxRSABits:
		return nil, InvalidField("jwks", "a key of RSA has %d to %d bits", minRSABits, maxRSABits)
	case exponent < 65537, exponent > 1<<31-1, exponent%2 == 0, modulus.Bit(0) == 0:
		return nil, badKeys("a key of RSA has an odd modulus, and an odd exponent from 65537 up")
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent)}, nil
}

// unsigned decodes base64url without padding in its one spelling; nil if it is
// not.
func unsigned(text string) []byte {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || base64.RawURLEncoding.EncodeToString(decoded) != text {
		return nil
	}
	return decoded
}

// Keys gives the keys. Nobody changes them.
func (k KeySet) Keys() []PublicKey { return k.keys }

// IsZero reports whether there are no keys.
func (k KeySet) IsZero() bool { return len(k.keys) == 0 }

// Equal reports whether the sets have the same keys in the same order.
func (k KeySet) Equal(other KeySet) bool { return k.text == other.text }

// MarshalJSON gives the set as RFC 7517 has it.
func (k KeySet) MarshalJSON() ([]byte, error) {
	if k.text == "" {
		return []byte(`{"keys":[]}`), nil
	}
	return []byte(k.text), nil
}

// UnmarshalJSON parses a set.
func (k *KeySet) UnmarshalJSON(text []byte) (err error) {
	*k, err = ParseKeySet(text)
	return err
}
