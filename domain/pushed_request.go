package domain

import "time"

// PushedRequest is an authorization request that a client pushed (RFC 9126), as it
// was checked, until a browser comes with what names it.
type PushedRequest struct {
	// Hash is of what is random in its request_uri.
	Hash    SecretHash
	Asked   Asked
	Expires time.Time
}
