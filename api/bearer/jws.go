package bearer

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math/big"
)

// minRSA is how many bits an RSA key has at least (RFC 7518 section 3.3).
const minRSA = 2048

// signed reports whether the key signed the text. The algorithm is the key's: one
// that the token names must be the same, and never decides (RFC 8725 section 3.1).
func (k *publicKey) signed(alg, text string, signature []byte) bool {
	if alg != k.alg {
		return false
	}
	digest := sha256.Sum256([]byte(text))
	switch key := k.key.(type) {
	case *ecdsa.PublicKey:
		if len(signature) != 64 {
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
		return ecdsa.Verify(key, digest[:], r, s)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil
	case ed25519.PublicKey:
		return ed25519.Verify(key, []byte(text), signature)
	}
	return false
}

// jwk is a JSON Web Key with the members of the three types that Jeton signs with
// (RFC 7517, RFC 7518 section 6, RFC 8037).
type jwk struct {
	Type  string `json:"kty"`
	ID    string `json:"kid"`
	Alg   string `json:"alg"`
	Use   string `json:"use"`
	Curve string `json:"crv"`
	X     string `json:"x"`
	Y     string `json:"y"`
	N     string `json:"n"`
	E     string `json:"e"`
}

// public makes a key out of its JSON. Each type has its one algorithm; a key that
// says another is not used.
func (j jwk) public() (*publicKey, error) {
	k := &publicKey{id: j.ID}
	var err error
	switch {
	case j.Type == "EC" && j.Curve == "P-256":
		k.alg = "ES256"
		k.key, err = j.ec()
	case j.Type == "OKP" && j.Curve == "Ed25519":
		k.alg = "EdDSA"
		k.key, err = j.ed25519()
	case j.Type == "RSA":
		k.alg = "RS256"
		k.key, err = j.rsa()
	default:
		err = errors.New("a type of key that is not known here")
	}
	if err == nil && (j.ID == "" || (j.Alg != "" && j.Alg != k.alg) || (j.Use != "" && j.Use != "sig")) {
		err = errors.New("the key is for something else")
	}
	return k, err
}

func (j jwk) ec() (crypto.PublicKey, error) {
	x, err := octets(j.X, 32)
	if err != nil {
		return nil, err
	}
	y, err := octets(j.Y, 32)
	if err != nil {
		return nil, err
	}
	// SEC 1 section 2.3.3: a point that is not compressed.
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
}

func (j jwk) ed25519() (crypto.PublicKey, error) {
	x, err := octets(j.X, ed25519.PublicKeySize)
	return ed25519.PublicKey(x), err
}

func (j jwk) rsa() (crypto.PublicKey, error) {
	n, err := base64.RawURLEncoding.DecodeString(j.N)
	if err != nil {
		return nil, err
	}
	e, err := base64.RawURLEncoding.DecodeString(j.E)
	if err != nil {
		return nil, err
	}
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if key.N.BitLen() < minRSA || len(e) > 4 || key.E < 3 {
		return nil, errors.New("the RSA key is too weak")
	}
	return key, nil
}

func octets(text string, size int) ([]byte, error) {
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil && len(decoded) != size {
		err = errors.New("the key has the wrong length")
	}
	return decoded, err
}
