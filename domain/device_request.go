package domain

import "time"

// DeviceRequest is what a client on a device asks for (RFC 8628 section 3.1), while
// a person decides at a browser and the device polls.
type DeviceRequest struct {
	// Hash is that of the device code, UserCode that of the code which the person
	// types.
	Hash, UserCode   SecretHash
	Client           string
	Worth            []Target
	Created, Expires time.Time
	// Interval is how long the device has to wait between two polls. Polled is
	// when it came last, zero before it did.
	Interval time.Duration
	Polled   time.Time
	// Decided is when the person decided, zero before.
	Decided time.Time
	DeviceDecision
	// Used is when the tokens were issued, zero before.
	Used time.Time
}

// DeviceDecision is what a person decided about a device request.
type DeviceDecision struct {
	// Grant is the id of what they gave, empty if they refused.
	Grant string
	// Epochs are those under which it was given.
	Epochs Epochs
}

// How far a device may be from the pace that it was told (RFC 8628 section 3.5).
const (
	// SlowDown is how much longer the interval gets by each poll before its time.
	SlowDown = 5 * time.Second
	// PollSlack is by how much a poll may come before its time: what a network
	// does to two that were sent exactly an interval apart.
	PollSlack = time.Second
)

// Open reports whether a person may still decide about the request at now.
func (d DeviceRequest) Open(now time.Time) bool {
	return d.Decided.IsZero() && now.Before(d.Expires)
}

// AskedByDevice is of a sign-in that a device asked for, and no browser.
type AskedByDevice struct {
	// Request is the hash of the device code.
	Request []byte `json:"request"`
	// Code is the user code, covered so that only the sign-in's handle uncovers
	// it; see HashKey.Cover.
	Code []byte `json:"code"`
}
