package domain

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"math"
	"sync"
)

const redacted = "[redacted]"

// Secret is text that must not be seen: a token, a client secret, a password.
// Printing, logging and marshalling it give a redaction; its text can be had
// only by Reveal, which is easy to search for.
type Secret struct{ text string }

// NewSecret wraps text.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal gives the text, for the one answer that hands it out.
func (s Secret) Reveal() string { return s.text }

// IsZero reports whether there is no text.
func (s Secret) IsZero() bool { return s.text == "" }

// Equal compares in constant time.
func (s Secret) Equal(other Secret) bool {
	a, b := sha256.Sum256([]byte(s.text)), sha256.Sum256([]byte(other.text))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// Last4 gives the last four characters, by which a person tells secrets apart.
func (s Secret) Last4() string {
	if len(s.text) < 16 {
		return ""
	}
	return s.text[len(s.text)-4:]
}

// String gives a redaction.
func (Secret) String() string { return redacted }

// GoString gives a redaction.
func (Secret) GoString() string { return redacted }

// MarshalJSON gives a redaction.
func (Secret) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// LogValue gives a redaction.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// HashKey is the key under which one tenant's tokens and machine secrets are
// hashed: 32 bytes, made at random with the tenant. Destroying it kills every
// token of the tenant.
type HashKey struct {
	bytes [32]byte
	// macs holds *keyedMAC, set up with the key and ready to use again: setting
	// one up is two thirds of the cost of hashing a token. Nil for a key that
	// was never set.
	macs *sync.Pool
}

// NewHashKey draws a key from random.
func NewHashKey(random io.Reader) (HashKey, error) {
	var b [32]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return HashKey{}, err
	}
	return HashKeyFrom(b[:])
}

// HashKeyFrom restores a key from its 32 bytes.
func HashKeyFrom(b []byte) (HashKey, error) {
	var k HashKey
	if len(b) != len(k.bytes) {
		return k, Invalid("bad_key", "a hash key is %d bytes", len(k.bytes))
	}
	copy(k.bytes[:], b)
	key := k.bytes
	k.macs = &sync.Pool{New: func() any { return newKeyedMAC(key) }}
	return k, nil
}

// Bytes gives the key, for wrapping it at rest.
func (k HashKey) Bytes() []byte { return k.bytes[:] }

// IsZero reports whether the key was never set.
func (k HashKey) IsZero() bool { return k.macs == nil }

// String gives a redaction.
func (HashKey) String() string { return redacted }

// GoString gives a redaction.
func (HashKey) GoString() string { return redacted }

// LogValue gives a redaction.
func (HashKey) LogValue() slog.Value { return slog.StringValue(redacted) }

// keyedMAC is HMAC-SHA-256 under one key, with room for what goes in and out, so
// that hashing allocates nothing.
type keyedMAC struct {
	hash hash.Hash
	text []byte
	sum  [sha256.Size]byte
}

func newKeyedMAC(key [32]byte) *keyedMAC { return &keyedMAC{hash: hmac.New(sha256.New, key[:])} }

// mac computes HMAC-SHA-256 over purpose and text. The purpose keeps the uses
// of one key apart; it is empty for tokens, whose
// prefix keeps them apart from everything else that is hashed.
func (k HashKey) mac(purpose, text string) [sha256.Size]byte {
	if k.macs == nil {
		return newKeyedMAC(k.bytes).compute(purpose, text)
	}
	m := k.macs.Get().(*keyedMAC)
	defer k.macs.Put(m)
	return m.compute(purpose, text)
}

func (m *keyedMAC) compute(purpose, text string) [sha256.Size]byte {
	m.text = append(append(m.text[:0], purpose...), text...)
	m.hash.Reset()
	_, _ = m.hash.Write(m.text)
	m.hash.Sum(m.sum[:0])
	// It may be a secret, and lies here until the next.
	clear(m.text)
	return m.sum
}

// SecretHash is what is kept of a machine secret. Machine secrets have 256 bits
// of entropy, so a slow hash would only slow the callers.
type SecretHash [sha256.Size]byte

// HashSecret hashes a client's or resource server's secret.
func (k HashKey) HashSecret(s Secret) SecretHash { return k.mac("secret\x00", s.text) }

// Equal compares in constant time.
func (h SecretHash) Equal(other SecretHash) bool {
	return subtle.ConstantTimeCompare(h[:], other[:]) == 1
}

// Seal computes a tag that shows text to have been made by this tenant for
// purpose, so that it can be handed out and taken back unchanged.
func (k HashKey) Seal(purpose, text string) []byte {
	sum := k.mac("seal\x00"+purpose+"\x00", text)
	return sum[:16]
}

// Pairwise gives the pseudonym of subject at one resource server (OpenID Connect
// Core section 8.1): stable there, unrelated elsewhere, and not to be computed
// without the tenant's key.
func (k HashKey) Pairwise(resourceServer, subject string) string {
	sum := k.mac("pairwise\x00"+resourceServer+"\x00", subject)
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}

// PairwiseUUID is another pseudonym of subject at one resource server, for those
// that know people by UUIDs (RFC 9562 section 5.8, version 8).
func (k HashKey) PairwiseUUID(resourceServer, subject string) string {
	sum := k.mac("pairwise uuid\x00"+resourceServer+"\x00", subject)
	id := sum[:16]
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// minSecretLength and minSecretBits bound what an operator may bring as a
// machine secret. Ours have 43 characters and 256 bits.
const (
	minSecretLength = 32
	minSecretBits   = 80
)

// CheckBrought refuses a machine secret brought from outside that could be
// guessed: such secrets are hashed cheaply, so their strength is all there is.
// The estimate is Shannon's over the characters used, which a repeated or
// patterned text fails.
func (s Secret) CheckBrought(field string) error {
	if len(s.text) < minSecretLength {
		return InvalidField(field, "a secret needs at least %d characters", minSecretLength)
	}
	if len(s.text) > 512 {
		return InvalidField(field, "a secret has at most 512 characters")
	}
	seen := map[byte]int{}
	pairs := map[string]bool{}
	for i := range len(s.text) {
		c := s.text[i]
		if c < 0x21 || c > 0x7e {
			return InvalidField(field, "a secret is made of printable ASCII characters without spaces")
		}
		seen[c]++
		if i > 0 {
			pairs[s.text[i-1:i+1]] = true
		}
	}
	bits := 0.0
	for _, n := range seen {
		p := float64(n) / float64(len(s.text))
		bits -= float64(n) * math.Log2(p)
	}
	// Random text hardly ever repeats a pair of neighbours; words and patterns do.
	if bits < minSecretBits || len(seen) < 10 || len(pairs) < len(s.text)*3/5 {
		return InvalidField(field, "a secret needs more variety: draw it at random, for example with openssl rand -hex 32")
	}
	return nil
}
