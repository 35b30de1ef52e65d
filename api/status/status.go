// Package status says which HTTP status each kind of error has.
//
// The protocols differ in the form of an error's body, not in what went wrong:
// both sides of the API take the status from here, so that no kind can mean one
// thing to a client and another to an admin.
package status

import (
	"net/http"

	"github.com/jeton-id/jeton/domain"
)

// RetryAfterSeconds is what a caller is told to wait, in seconds, when we could
// not find out.
const RetryAfterSeconds = "1"

// of has every kind; a test asks for all of them.
var of = map[domain.Kind]int{
	domain.KindInternal:        http.StatusInternalServerError,
	domain.KindInvalid:         http.StatusBadRequest,
	domain.KindUnauthenticated: http.StatusUnauthorized,
	domain.KindForbidden:       http.StatusForbidden,
	domain.KindNotFound:        http.StatusNotFound,
	domain.KindConflict:        http.StatusConflict,
	domain.KindLimited:         http.StatusTooManyRequests,
	domain.KindUnavailable:     http.StatusServiceUnavailable,
}

// Of gives the status of a kind.
func Of(kind domain.Kind) int { return of[kind] }
