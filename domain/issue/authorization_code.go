package issue

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// authorizationCode is the grant of RFC 6749 section 4.1: a person let the client
// act for them, and the code proves it once.
func authorizationCode(ctx context.Context, i Issuer, snap *domain.Snapshot, client domain.AuthenticatedClient, r Request) (authorization, error) {
	if r.Code.IsZero() {
		return authorization{}, domain.Invalid("invalid_request", "the parameter code is missing")
	}
	tenancy := i.Store.In(snap.Tenant.ID)
	now := i.Now()
	code, err := tenancy.FindCode(ctx, snap.HashKey.HashSecret(r.Code))
	switch {
	case domain.KindNotFound.Is(err):
		return authorization{}, badCode()
	case err != nil:
		return authorization{}, err
	}
	asked := code.Asked
	// Whoever holds a code of another client's learns nothing by it, and does
	// nothing to it.
	if asked.Client != client.Client().ID || !provesPossession(asked.Challenge, r.Verifier) {
		return authorization{}, badCode()
	}
	if r.RedirectURI != asked.RedirectURI && (asked.RedirectNamed || r.RedirectURI != "") {
		return authorization{}, badCode()
	}
	if !code.Used.IsZero() {
		return authorization{}, i.replayed(ctx, snap, client, code, now)
	}
	if !now.Before(code.Expires) {
		return authorization{}, badCode()
	}
	return authorization{person: &person{
		grant: code.Grant, worth: asked.Worth, nonce: asked.Nonce, epochs: asked.Epochs,
		redeem: func(ctx context.Context, tx domain.Adder) error {
			first, err := tx.UseCode(ctx, code.Hash, now)
			if err == nil && !first {
				err = errReplayed
			}
			return err
		},
		replayed: func(ctx context.Context) error { return i.replayed(ctx, snap, client, code, now) },
	}}, nil
}

// replayed takes back what was issued from a code that came a second time (RFC
// 6749 section 4.1.2): one of the two who hold it is not the client.
func (i Issuer) replayed(ctx context.Context, snap *domain.Snapshot, client domain.AuthenticatedClient, code domain.Code, now time.Time) error {
	err := i.takeBack(ctx, snap, client, code.Grant, "an authorization code was used twice", now)
	if err != nil {
		return err
	}
	return badCode()
}

// provesPossession checks the verifier against the challenge (RFC 7636 section
// 4.6). A verifier without a challenge is refused as well: somebody may have left
// the challenge out of the request (RFC 9700 section 4.8.2).
func provesPossession(challenge string, verifier domain.Secret) bool {
	if challenge == "" {
		return verifier.IsZero()
	}
	text := verifier.Reveal()
	if len(text) < 43 || len(text) > 128 {
		return false
	}
	sum := sha256.Sum256([]byte(text))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// badCode is one error for all that is wrong with a code: which it was helps
// nobody but whoever stole it.
func badCode() error {
	return domain.Invalid("invalid_grant", "the code is wrong, expired, used, or another request's")
}
