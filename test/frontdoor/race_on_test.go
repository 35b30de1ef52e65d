//go:build race

package frontdoor

// forgets is what more the race detector has a request allocate: it makes pools
// forget, to find who relies on them.
const forgets = 16
