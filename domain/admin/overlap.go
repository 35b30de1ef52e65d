package admin

import (
	"time"

	"github.com/jeton-id/jeton/domain"
)

// maxOverlap bounds how long two secrets may be valid together.
const maxOverlap = 366 * 24 * time.Hour

// rotation is what making a new secret does to those that are there.
type rotation struct {
	// older is the other valid one with the end it will have, nil if there is
	// none; brought is whether its end had to be brought forward.
	older   *domain.MachineSecret
	brought bool
	// expired may be removed.
	expired []domain.MachineSecret
}

// rotate says what becomes of a machine's secrets when another is made at now.
// Two may be valid at a time, the older one for the overlap only: so a secret
// can be replaced without a gap, and no third is ever forgotten about.
func rotate(secrets []domain.MachineSecret, now time.Time, overlap time.Duration) (rotation, error) {
	var r rotation
	var live []domain.MachineSecret
	for _, secret := range secrets {
		if secret.ValidAt(now) {
			live = append(live, secret)
		} else {
			r.expired = append(r.expired, secret)
		}
	}
	switch len(live) {
	case 0:
	case 1:
		older := live[0]
		if end := now.Add(overlap); older.Expires.IsZero() || older.Expires.After(end) {
			older.Expires, r.brought = end, true
		}
		r.older = &older
	default:
		return r, domain.Conflict("too_many_secrets", "two secrets are valid already: remove one, or wait for one to expire")
	}
	return r, nil
}

// overlapOf gives the overlap asked for, or the tenant's.
func overlapOf(caller Caller, seconds *int64) (time.Duration, error) {
	if seconds == nil {
		return time.Duration(caller.tenant.Tenant.Settings.SecretOverlapSeconds) * time.Second, nil
	}
	if *seconds < 0 || *seconds > int64(maxOverlap/time.Second) {
		return 0, domain.InvalidField("overlap_seconds", "secrets overlap for 0 seconds to 366 days")
	}
	return time.Duration(*seconds) * time.Second, nil
}

// secretRecord is a secret in audit events.
type secretRecord struct {
	ID      string     `json:"id"`
	Last4   string     `json:"last4"`
	Expires *time.Time `json:"expires_at,omitempty"`
	// Older is the secret whose end was set by making this one.
	Older *secretRecord `json:"older,omitempty"`
}

func recordOfSecret(s domain.MachineSecret, older *domain.MachineSecret) secretRecord {
	r := secretRecord{ID: s.ID, Last4: s.Last4}
	if !s.Expires.IsZero() {
		r.Expires = &s.Expires
	}
	if older != nil {
		o := recordOfSecret(*older, nil)
		r.Older = &o
	}
	return r
}

// Rotated is a new secret, the one time its text is known, and what became of
// the one before it.
type Rotated struct {
	Made domain.MachineSecret
	// Secret is the text.
	Secret domain.Secret
	// Older is nil if no other is valid.
	Older *domain.MachineSecret
}
