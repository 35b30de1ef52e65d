package domain

import (
	"net/url"
	"time"
)

// LogoutTokenType is the typ header of a logout token (OpenID Connect Back-Channel
// Logout 1.0 section 2.4).
const LogoutTokenType = "logout+jwt"

// LogoutNotice says that a client is still to be told that a session has ended. The
// store files one for each client that was given an ID token in the session and has
// a BackchannelLogoutURI, in the transaction that ends it; see Changer.EndSession.
type LogoutNotice struct {
	// Client and Session name it: a session ends once.
	Client, Session string
	// User is whose session it was. They may be gone.
	User string
	// Host is where the client was to be told when the session ended, by which
	// deliveries are kept apart.
	Host string
	// Attempts is how often it was taken for delivery, this time among them.
	Attempts     int
	Created, Due time.Time
}

// NoticeClaim says which notices are taken for delivery.
type NoticeClaim struct {
	// Until is when whoever took them is given up for lost, and they are due again.
	Until time.Time
	// Limit bounds how many are taken, PerHost how many of one host.
	Limit, PerHost int
	// Except are hosts of which none are taken.
	Except []string
}

// LogoutHost gives the host, with its port if it has one, at which the client is
// told of a session's end; empty for one that is not told.
func (r Registration) LogoutHost() string {
	address, err := url.Parse(r.BackchannelLogoutURI)
	if err != nil {
		return ""
	}
	return address.Host
}
