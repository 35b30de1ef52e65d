package domain

import (
	"math/bits"
	"time"
)

// What a process can tell of its own work, for whoever watches it. All of it is since
// the process started, and none of it says anything of a tenant.

// Pool is how the connections to the database are that serve one purpose.
type Pool struct {
	// Purpose is one word.
	Purpose string
	// InUse and Idle are how many are open at the moment, Most how many there may be.
	InUse, Idle, Most int
	// Waits is how often somebody waited for one, and Waited how long all of them
	// together.
	Waits  int64
	Waited time.Duration
}

// Company is how callers shared round trips of one kind.
type Company struct {
	// Kind is one word.
	Kind string
	// Trips counts those that left, by how many shared them; see CompanySizes.
	Trips [len(CompanySizes)]int64
	// Callers is how many left with all of them.
	Callers int64
	// Waiting is how many wait at the moment, Refused how many were told to come back
	// later, because too many did.
	Waiting, Refused int64
}

// CompanySizes are the bounds, each the most callers of its own place in
// Company.Trips: powers of two.
var CompanySizes = [...]int{1, 2, 4, 8, 16, 32, 64, 128, 256}

// Leave counts a trip that so many callers share.
func (c *Company) Leave(callers int) {
	c.Trips[min(bits.Len(uint(callers-1)), len(c.Trips)-1)]++
	c.Callers += int64(callers)
}

// Recalls is how often something was looked for in memory: found there as good as
// new, found and the tenant had changed since, or not found.
type Recalls struct{ Hits, Stale, Misses int64 }
