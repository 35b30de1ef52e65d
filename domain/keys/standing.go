package keys

import (
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Standing is how signing keys stand.
type Standing struct {
	// Oldest is since when the key signs that has signed for longest.
	Oldest time.Time
	// Due is when the first of those keys is to be succeeded that have no successor
	// yet. The schedule gives them one a day before.
	Due time.Time
}

// StandingOf tells how the keys of a tenant stand at now. Both times are zero if no key
// signs.
func StandingOf(all []domain.SigningKey, settings domain.Settings, now time.Time) Standing {
	var s Standing
	for _, alg := range domain.SigningAlgs() {
		current, ok := Signs(all, alg, now)
		if !ok {
			continue
		}
		one := Standing{Oldest: current.SignsFrom}
		if due, hasNext := succession(all, current, settings, now); !hasNext {
			one.Due = due
		}
		s = s.With(one)
	}
	return s
}

// With gives how both stand together.
func (s Standing) With(other Standing) Standing {
	return Standing{Oldest: earlier(s.Oldest, other.Oldest), Due: earlier(s.Due, other.Due)}
}

// earlier gives the earlier of two times, of which a zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
