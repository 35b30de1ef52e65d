package tenants

import (
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Attempts bounds how often passwords are tried, in this process: by name and
// address together, by name from anywhere, and by address for any name. None of
// them locks anybody out: each lets one more attempt through every few seconds,
// and only the first is tight, so that a stranger who tries a name slows down
// nobody but those at the stranger's own address.
type Attempts struct{ pair, name, address, begin, guess, guesses *limiter }

// The bounds: so many at once, and one more after each interval.
const (
	pairInterval, pairBurst       = 6 * time.Second, 10
	nameInterval, nameBurst       = time.Second, 100
	addressInterval, addressBurst = time.Second, 60
	beginInterval, beginBurst     = time.Second / 5, 300
	guessInterval, guessBurst     = 3 * time.Second, 20
	guessesInterval, guessesBurst = time.Second / 10, 300
)

// NewAttempts makes bounds that nobody has reached.
func NewAttempts() *Attempts {
	return &Attempts{
		newLimiter(pairInterval, pairBurst*pairInterval),
		newLimiter(nameInterval, nameBurst*nameInterval),
		newLimiter(addressInterval, addressBurst*addressInterval),
		newLimiter(beginInterval, beginBurst*beginInterval),
		newLimiter(guessInterval, guessBurst*guessInterval),
		newLimiter(guessesInterval, guessesBurst*guessesInterval),
	}
}

// Attempt takes one attempt at the name from the address, and is KindLimited if
// there were too many.
func (a *Attempts) Attempt(tenant domain.TenantID, username, address string, now time.Time) error {
	username = strings.ToLower(username)
	if len(username) > maxAttempted {
		username = username[:maxAttempted]
	}
	if a.pair.take(charged{tenant: tenant, name: address + " " + username}, now) &&
		a.address.take(charged{tenant: tenant, name: address + " "}, now) &&
		a.name.take(charged{tenant: tenant, name: " " + username}, now) {
		return nil
	}
	return domain.Limited()
}

// Begin takes one sign-in that is begun at the address, and is KindLimited if there
// were too many. Many people may be behind one address.
func (a *Attempts) Begin(tenant domain.TenantID, address string, now time.Time) error {
	if a.begin.take(charged{tenant: tenant, name: address}, now) {
		return nil
	}
	return domain.Limited()
}

// Guess takes one attempt at a user code from the address, and is KindLimited if
// there were too many. In the ten minutes that a code lives, one address has 220
// attempts at 25 billion codes, and all addresses together 6,300.
func (a *Attempts) Guess(tenant domain.TenantID, address string, now time.Time) error {
	if a.guess.take(charged{tenant: tenant, name: address}, now) && a.guesses.take(charged{tenant: tenant}, now) {
		return nil
	}
	return domain.Limited()
}

// Refused tells how many were refused: attempts at a password, sign-ins that were
// begun, and attempts at a user code.
func (a *Attempts) Refused() (passwords, signIns, userCodes int64) {
	return a.pair.refused.Load() + a.address.refused.Load() + a.name.refused.Load(),
		a.begin.refused.Load(), a.guess.refused.Load() + a.guesses.refused.Load()
}

// maxAttempted bounds what is kept of a name, in bytes.
const maxAttempted = 128
