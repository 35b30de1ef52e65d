package domain

import "time"

// ByClient stands for all clients that asked about tokens of their own, where
// figures name the resource server that asked.
const ByClient = "client"

// Introspection is what became of one question about a token, for the figures.
type Introspection struct {
	Tenant TenantID
	At     time.Time
	// By is the id of the resource server that asked, or ByClient. It is empty for
	// a caller that was refused.
	By string
	// Active is whether the caller was told that the token is active; Key names
	// the token then. Otherwise it may name none.
	Active bool
	Key    TokenKey
	// Reason is the one behind the answer, empty for a caller that was refused.
	Reason Reason
}

// Granularity is how wide the steps are that figures are added up in.
type Granularity string

// The granularities.
const (
	ByMinute Granularity = "minute"
	ByHour   Granularity = "hour"
)

// Granularities lists every granularity.
func Granularities() []Granularity { return []Granularity{ByMinute, ByHour} }

// Step is the width of a step.
func (g Granularity) Step() time.Duration {
	if g == ByHour {
		return time.Hour
	}
	return time.Minute
}

// Keeps is how long figures are kept, at the least.
func (g Granularity) Keeps() time.Duration {
	if g == ByHour {
		return 31 * 24 * time.Hour
	}
	return 26 * time.Hour
}

// Count is how often something was asked within one step.
type Count struct {
	// At is when the step begins.
	At time.Time
	// By is as in Introspection.
	By string
	// Active and Inactive are how many answers said so; Refused is how many
	// callers did not prove who they are.
	Active, Inactive, Refused int64
}

// CountSpan narrows counts to the steps that begin from From on and before To.
type CountSpan struct {
	Granularity Granularity
	From, To    time.Time
}

// Sighting is when a resource server was told that a token is active, first and
// last, and how many times.
type Sighting struct {
	Key            TokenKey
	ResourceServer string
	First, Last    time.Time
	Times          int64
}

// TenantCount is a count of a tenant.
type TenantCount struct {
	Tenant TenantID
	Count
}

// TenantSighting is a sighting of a tenant.
type TenantSighting struct {
	Tenant TenantID
	Sighting
}

// Reach is what tokens that a filter matches reach.
type Reach struct {
	// Tokens is how many there are.
	Tokens int
	// Seen is of how many of them each resource server was told, by its id.
	Seen map[string]int
}
