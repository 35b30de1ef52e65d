package keys

import (
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// State is where a signing key is in its life.
type State string

// The states of a signing key, in order.
const (
	// Next is published and does not sign yet.
	Next State = "next"
	// Current signs.
	Current State = "current"
	// Verifying no longer signs; tokens it signed may still live.
	Verifying State = "verifying"
	// Retired is no longer published.
	Retired State = "retired"
)

// publishedAhead is how long a key is published before it signs: time enough
// for resource servers that fetch the JWKS once a day.
const publishedAhead = 24 * time.Hour

// StateAt gives the state of a key. Of several keys of one algorithm that would
// sign, only the one whose turn came last is current: see Signs.
func StateAt(k domain.SigningKey, now time.Time) State {
	switch {
	case !k.VerifiesUntil.IsZero() && !now.Before(k.VerifiesUntil):
		return Retired
	case !k.SignsUntil.IsZero() && !now.Before(k.SignsUntil):
		return Verifying
	case now.Before(k.SignsFrom):
		return Next
	default:
		return Current
	}
}

// Signs picks the key of the algorithm that signs at now.
func Signs(all []domain.SigningKey, alg string, now time.Time) (domain.SigningKey, bool) {
	var current domain.SigningKey
	found := false
	for _, k := range all {
		if k.Alg == alg && StateAt(k, now) == Current && (!found || k.SignsFrom.After(current.SignsFrom)) {
			current, found = k, true
		}
	}
	return current, found
}

// Rotated gives the algorithm's keys that a successor signing from signsFrom
// puts an end to, with their times set: they sign until then, and verify for
// maxLifetime longer, the longest a token they signed may live.
func Rotated(all []domain.SigningKey, alg string, signsFrom time.Time, maxLifetime time.Duration) []domain.SigningKey {
	var ended []domain.SigningKey
	for _, k := range all {
		if k.Alg != alg || !k.SignsUntil.IsZero() && !k.SignsUntil.After(signsFrom) {
			continue
		}
		k.SignsUntil = signsFrom
		k.VerifiesUntil = signsFrom.Add(maxLifetime)
		ended = append(ended, k)
	}
	return ended
}

// Due says what the schedule asks for at now: the algorithms whose current key
// has signed for nearly its days and has no successor yet, with the time the
// successor is to sign from, and the keys that are retired and may be removed.
func Due(all []domain.SigningKey, settings domain.Settings, now time.Time) (successors map[string]time.Time, retired []domain.SigningKey) {
	successors = map[string]time.Time{}
	for _, alg := range domain.SigningAlgs() {
		current, ok := Signs(all, alg, now)
		if !ok {
			successors[alg] = now
			continue
		}
		due, hasNext := succession(all, current, settings, now)
		if !hasNext && !now.Before(due.Add(-publishedAhead)) {
			// A schedule that was missed is caught up with full notice, never
			// with a key that nobody has seen yet.
			successors[alg] = latest(due, now.Add(publishedAhead))
		}
	}
	for _, k := range all {
		if StateAt(k, now) == Retired {
			retired = append(retired, k)
		}
	}
	return successors, retired
}

// succession says when a key that signs at now has signed for its days, and whether
// there is one to succeed it.
func succession(all []domain.SigningKey, current domain.SigningKey, settings domain.Settings, now time.Time) (due time.Time, hasNext bool) {
	due = current.SignsFrom.Add(time.Duration(settings.SigningKeyDays) * 24 * time.Hour)
	return due, slices.ContainsFunc(all, func(k domain.SigningKey) bool { return k.Alg == current.Alg && StateAt(k, now) == Next })
}

// LongestToken gives the longest a JWT access token of the tenant may live.
func LongestToken(rows domain.TenantRows) time.Duration {
	seconds := rows.Tenant.Settings.AccessTokenSeconds
	for _, rs := range rows.ResourceServers {
		seconds = max(seconds, rs.AccessTokenSeconds)
	}
	return time.Duration(seconds) * time.Second
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
