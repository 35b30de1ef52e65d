// Package keys is the life of a tenant's keys: made and wrapped with the tenant,
// signing keys rotated on schedule and on command, destroyed with it.
//
// A signing key is published before it signs, so that resource servers which
// fetch the JWKS now and then know it in time, and stays published after its
// last signature for as long as a token it signed may live. States are never
// stored: they follow from four times and the clock, so that no replica has to
// be told when a key's turn comes.
package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Purposes under which material is wrapped.
const (
	hashPurpose    = "hash key"
	signingPurpose = "signing key "
)

// rsaBits is what RFC 7518 section 3.3 asks for at least.
const rsaBits = 2048

// Maker makes keys for tenants.
type Maker struct {
	Wrapper Wrapper
	Random  io.Reader
	// Generate makes the private key of an algorithm; nil means GenerateKey.
	// Tests bring keys made once, since RSA takes long to generate.
	Generate func(random io.Reader, alg string) (crypto.Signer, error)
}

// GenerateKey makes a private key for a JWS algorithm.
func GenerateKey(random io.Reader, alg string) (crypto.Signer, error) {
	switch alg {
	case "ES256":
		return ecdsa.GenerateKey(elliptic.P256(), random)
	case "RS256":
		return rsa.GenerateKey(random, rsaBits)
	case "EdDSA":
		_, private, err := ed25519.GenerateKey(random)
		return private, err
	default:
		return nil, fmt.Errorf("no keys are made for algorithm %q", alg)
	}
}

// Tenant makes the rows of a new tenant: its hash key, and for every algorithm a
// signing key that signs at once.
func (m Maker) Tenant(tenant domain.Tenant, now time.Time) (domain.TenantRows, error) {
	rows := domain.TenantRows{Tenant: tenant}
	key, err := domain.NewHashKey(m.Random)
	if err != nil {
		return rows, fmt.Errorf("draw hash key: %w", err)
	}
	if rows.HashKey, err = m.Wrapper.Wrap(tenant.ID, hashPurpose, key.Bytes()); err != nil {
		return rows, err
	}
	for _, alg := range domain.SigningAlgs() {
		signing, err := m.Signing(tenant.ID, alg, now, now)
		if err != nil {
			return rows, err
		}
		rows.SigningKeys = append(rows.SigningKeys, signing)
	}
	return rows, nil
}

// Signing makes a signing key that is published at published and signs from
// signsFrom.
func (m Maker) Signing(tenant domain.TenantID, alg string, published, signsFrom time.Time) (domain.SigningKey, error) {
	generate := m.Generate
	if generate == nil {
		generate = GenerateKey
	}
	private, err := generate(m.Random, alg)
	if err != nil {
		return domain.SigningKey{}, fmt.Errorf("generate %s key: %w", alg, err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return domain.SigningKey{}, fmt.Errorf("encode %s key: %w", alg, err)
	}
	id := make([]byte, 12)
	if _, err := io.ReadFull(m.Random, id); err != nil {
		return domain.SigningKey{}, fmt.Errorf("draw key id: %w", err)
	}
	key := domain.SigningKey{ID: base64.RawURLEncoding.EncodeToString(id), Alg: alg, Published: published, SignsFrom: signsFrom}
	key.Private, err = m.Wrapper.Wrap(tenant, signingPurpose+key.ID, der)
	return key, err
}

// HashKey unwraps a tenant's hash key.
func (w Wrapper) HashKey(rows domain.TenantRows) (domain.HashKey, error) {
	material, err := w.Unwrap(rows.Tenant.ID, hashPurpose, rows.HashKey)
	if err != nil {
		return domain.HashKey{}, err
	}
	return domain.HashKeyFrom(material)
}

// Private unwraps a tenant's signing key.
func (w Wrapper) Private(tenant domain.TenantID, key domain.SigningKey) (crypto.Signer, error) {
	der, err := w.Unwrap(tenant, signingPurpose+key.ID, key.Private)
	if err != nil {
		return nil, err
	}
	private, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("decode key %s: %w", key.ID, err)
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("decode key %s: %T cannot sign", key.ID, private)
	}
	return signer, nil
}
