package domain

import "cmp"

// Rates are how many requests a second may be made, in each process of the server.
// Zero is as many as one likes.
type Rates struct {
	// Tenant is of all callers of a tenant together, Caller of each client and each
	// resource server.
	Tenant, Caller int64
}

// maxRate bounds rates.
const maxRate = 1_000_000

// Of gives the rates of a tenant in an installation that has these. Its operators
// give a tenant another rate, more or less; a tenant holds its callers to less alone.
func (r Rates) Of(t Tenant) Rates {
	caller := t.Settings.CallerRate
	if caller == 0 || r.Caller != 0 && r.Caller < caller {
		caller = r.Caller
	}
	return Rates{Tenant: cmp.Or(t.Rate, r.Tenant), Caller: caller}
}

// CheckRate refuses a rate that cannot be kept.
func CheckRate(field string, rate int64) error {
	if rate < 0 || rate > maxRate {
		return InvalidField(field, "a rate is 1 to %d requests a second, or 0 for that of the installation", maxRate)
	}
	return nil
}
