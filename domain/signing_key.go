package domain

import (
	"log/slog"
	"time"
)

// SigningKey is one key of a tenant and the times that divide its life: it is
// published in the JWKS, then signs, then only verifies, then goes.
type SigningKey struct {
	// ID is the kid.
	ID  string
	Alg string
	// Private is the PKCS #8 form, wrapped under the installation's secret key.
	Private Wrapped
	// Published is when it appeared in the JWKS. It signs from SignsFrom until
	// SignsUntil and verifies until VerifiesUntil; zero means no end yet.
	Published, SignsFrom, SignsUntil, VerifiesUntil time.Time
}

// Wrapped is key material encrypted under the installation's secret key.
type Wrapped []byte

// String gives a redaction.
func (Wrapped) String() string { return redacted }

// LogValue gives a redaction.
func (Wrapped) LogValue() slog.Value { return slog.StringValue(redacted) }

// Keyring signs and verifies a tenant's JWTs, and verifies those of its clients.
type Keyring interface {
	// Sign makes a compact JWS of the payload with the key of alg that signs at
	// now, with typ in its header.
	Sign(now time.Time, alg, typ string, payload []byte) (string, error)
	// Verify gives the payload of a compact JWS of the type, if a key of the
	// tenant that verifies at now signed it.
	Verify(now time.Time, typ, jws string) ([]byte, bool)
	// VerifyBy gives the payload of a compact JWS of one of the types, which are in
	// lower case and empty for none, if one of the keys signed it with the
	// algorithm that the key is for. A kid in the header only narrows the choice.
	VerifyBy(keys []PublicKey, types []string, jws string) ([]byte, bool)
	// JWKS gives the JSON Web Key Set (RFC 7517) published at now.
	JWKS(now time.Time) ([]byte, error)
}
