package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"io"

	"github.com/jeton-id/jeton/domain"
)

// Wrapper encrypts key material at rest, with AES-256-GCM under the
// installation's secret key. What is wrapped for one tenant and purpose cannot
// be unwrapped as another's.
//
// While the secret key is rotated there are two: one that wraps, and another that
// only opens. What is wrapped does not say which it is under. It is authenticated,
// so trying is certain, and done once for each key that a process loads.
type Wrapper struct {
	aead cipher.AEAD
	// others open what they wrapped, and wrap nothing.
	others []cipher.AEAD
	random io.Reader
}

// SecretKeySize is the size of the installation's secret key, in bytes.
const SecretKeySize = 32

// NewWrapper takes the installation's secret key in base64 (32 bytes), the source
// of nonces, and those keys that open what is wrapped, and wrap nothing.
func NewWrapper(secret domain.Secret, random io.Reader, others ...domain.Secret) (Wrapper, error) {
	w := Wrapper{random: random}
	var err error
	if w.aead, err = cipherOf(secret); err != nil {
		return Wrapper{}, err
	}
	for _, other := range others {
		aead, err := cipherOf(other)
		if err != nil {
			return Wrapper{}, err
		}
		w.others = append(w.others, aead)
	}
	return w, nil
}

func cipherOf(secret domain.Secret) (cipher.AEAD, error) {
	key, err := base64.StdEncoding.DecodeString(secret.Reveal())
	if err != nil || len(key) != SecretKeySize {
		return nil, domain.InvalidField("secret_key", "a secret key is %d bytes in base64", SecretKeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("prepare cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("prepare cipher: %w", err)
	}
	return aead, nil
}

// Wrap encrypts material for a tenant's purpose.
func (w Wrapper) Wrap(tenant domain.TenantID, purpose string, material []byte) (domain.Wrapped, error) {
	nonce := make([]byte, w.aead.NonceSize())
	if _, err := io.ReadFull(w.random, nonce); err != nil {
		return nil, fmt.Errorf("draw nonce: %w", err)
	}
	return w.aead.Seal(nonce, nonce, material, bound(tenant, purpose)), nil
}

// Unwrap decrypts material that was wrapped for the same tenant and purpose.
func (w Wrapper) Unwrap(tenant domain.TenantID, purpose string, wrapped domain.Wrapped) ([]byte, error) {
	material, _, err := w.open(tenant, purpose, wrapped)
	return material, err
}

// open is Unwrap that also says whether another key opened it than the one that
// wraps.
func (w Wrapper) open(tenant domain.TenantID, purpose string, wrapped domain.Wrapped) (material []byte, byOther bool, err error) {
	size := w.aead.NonceSize()
	if len(wrapped) < size {
		return nil, false, fmt.Errorf("unwrap %s: too short", purpose)
	}
	nonce, sealed := wrapped[:size], wrapped[size:]
	if material, err = w.aead.Open(nil, nonce, sealed, bound(tenant, purpose)); err == nil {
		return material, false, nil
	}
	for _, other := range w.others {
		if material, err = other.Open(nil, nonce, sealed, bound(tenant, purpose)); err == nil {
			return material, true, nil
		}
	}
	return nil, false, fmt.Errorf("unwrap %s of tenant %s: was JETON_SECRET_KEY changed? %w", purpose, tenant, err)
}

func bound(tenant domain.TenantID, purpose string) []byte {
	return []byte("jeton\x00" + string(tenant) + "\x00" + purpose)
}
