package domain

import "time"

// Grant is one authorization of one client, by a user or for itself. The tokens
// issued from it are its family: revoking the grant takes all of them back.
//
// A client that acts for itself has one standing grant, made with its first
// token. Revoking it ends the tokens issued so far; the client's next request
// opens a new one, for as long as the client itself is active.
type Grant struct {
	ID     string
	Client string
	// User is the id of the person who authorized, empty for a client's own.
	User string
	// Type is the grant_type the authorization began with.
	Type    string
	Created time.Time
	Revoked *Revocation
}
