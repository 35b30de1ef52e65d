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
type Wrapper struct {
	aead   cipher.AEAD
	random io.Reader
}

// SecretKeySize is the size of the installation's secret key, in bytes.
const SecretKeySize = 32

// NewWrapper takes the installation's secret key in base64 (32 bytes) and the
// source of nonces.
func NewWrapper(secret domain.Secret, random io.Reader) (Wrapper, error) {
	key, err := base64.StdEncoding.DecodeString(secret.Reveal())
	if err != nil || len(key) != SecretKeySize {
		return Wrapper{}, domain.InvalidField("secret_key", "a secret key is %d bytes in base64", SecretKeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Wrapper{}, fmt.Errorf("prepare cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return Wrapper{}, fmt.Errorf("prepare cipher: %w", err)
	}
	return Wrapper{aead, random}, nil
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
	if len(wrapped) < w.aead.NonceSize() {
		return nil, fmt.Errorf("unwrap %s: too short", purpose)
	}
	nonce, sealed := wrapped[:w.aead.NonceSize()], wrapped[w.aead.NonceSize():]
	material, err := w.aead.Open(nil, nonce, sealed, bound(tenant, purpose))
	if err != nil {
		return nil, fmt.Errorf("unwrap %s of tenant %s: was JETON_SECRET_KEY changed? %w", purpose, tenant, err)
	}
	return material, nil
}

func bound(tenant domain.TenantID, purpose string) []byte {
	return []byte("jeton\x00" + string(tenant) + "\x00" + purpose)
}
