package domain

import "time"

// Session is a person signed in with one browser. What the browser holds is a
// secret of its own, of which the hash is kept; the id names the session and
// opens nothing (it is the sid of OpenID Connect).
type Session struct {
	ID   string
	Hash SecretHash
	User string
	// Epoch is the user's when they signed in; the session is over when the
	// user's is another one.
	Epoch   int64
	Created time.Time
	// Authenticated is when the person last proved who they are (auth_time).
	Authenticated time.Time
	// Seen is when the session was last used, to the minute or so.
	Seen time.Time
	// Expires is when it ends however much it is used.
	Expires time.Time
	// UserAgent and Address tell the person where it is used.
	UserAgent, Address string
}

// SignedIn is the proof that a person is signed in at a tenant with the browser
// that a request came from, as of a moment after the request came in.
type SignedIn struct {
	Tenant  *Snapshot
	User    User
	Session Session
}

// Actor gives the person as the one who acts. A session can be had only by its
// cookie.
func (s Session) Actor() Actor { return Actor{ActorUser, s.User} }

// Live reports whether the session still stands for the user at now. Idle is how
// long it may go unused, zero for no bound but Expires.
func (s Session) Live(user User, idle time.Duration, now time.Time) bool {
	return user.ID == s.User && user.Status == Active && user.Epoch == s.Epoch && now.Before(s.Expires) &&
		(idle == 0 || now.Before(s.Seen.Add(idle)))
}
