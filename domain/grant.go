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
	// Worth is what a person's grant is good for; tokens issued from it are cut
	// to it. Empty for a client's own, whose worth is the client's.
	Worth []Target
	// Session is the id of the session it began in, empty if none or if that is
	// over. The grant ends with the session unless it is Offline.
	Session string
	Offline bool
	// Identified is whether the client was given an ID token from it: then it is
	// told when the session ends.
	Identified bool
	// Authenticated is when the person had last proved who they are, zero for a
	// client's own.
	Authenticated time.Time
	Revoked       *Revocation
}
