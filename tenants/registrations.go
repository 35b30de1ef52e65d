package tenants

import (
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Registrations bounds how often an address asks to register or manage clients, in
// this process: nobody there has proven anything yet.
type Registrations struct{ address *limiter }

// So many at once, and one more after each interval.
const registerInterval, registerBurst = time.Second, 60

// NewRegistrations makes a bound that nobody has reached.
func NewRegistrations() *Registrations {
	return &Registrations{newLimiter(registerInterval, registerBurst*registerInterval)}
}

// Attempt takes one request from the address, and is KindLimited if there were too
// many.
func (r *Registrations) Attempt(tenant domain.TenantID, address string, now time.Time) error {
	if r.address.take(charged{tenant: tenant, name: address}, now) {
		return nil
	}
	return domain.Limited()
}

// Refused tells how many requests were refused.
func (r *Registrations) Refused() int64 { return r.address.refused.Load() }
