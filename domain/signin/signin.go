// Package signin is the authorization endpoint (RFC 6749 section 3.1, OpenID
// Connect Core section 3.1.2): a person signs in, says what a client may do, and
// the client gets a code for it.
//
// It is a state machine whose state is in the store. What the client asked for is
// checked once, against its registration, and kept; from then on a handle in the
// address names it, the browser it began in is known by a cookie, and nothing
// that comes back from a form changes it. Where a request stands is found out
// anew each time from three things alone: what was asked, the session, and what
// the person has consented to. So a page that is reloaded, opened twice, or left
// and come back to, shows what is to be done next, and a step cannot be skipped.
//
// Two more ways lead into it. A client may bring its request itself (RFC 9126), and
// the browser then only the name of it; and a device without a browser may ask (RFC
// 8628), whose code a person types at a page.
//
// Whoever is signed in finds on their account page what came of it: sessions,
// applications, tokens of their own and the password. What is done there goes by
// the same session and the same check of the password.
package signin

import (
	"context"
	"io"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/password"
)

// Directory finds tenants and clients as of a read that began after the call.
type Directory interface {
	// Current gives the tenant's snapshot.
	Current(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error)
	// CurrentClient gives a client too, nil if there is none.
	CurrentClient(ctx context.Context, slug domain.Slug, id string) (*domain.Snapshot, *domain.Client, error)
}

// Flow serves the authorization endpoint and the pages of sign-in.
type Flow struct {
	Directory Directory
	Store     domain.Store
	// Links sets passwords, and has what checks them.
	Links    password.Links
	Attempts Attempts
	Now      func() time.Time
	Random   io.Reader
	NewID    func() string
	// Issued is told of every personal access token that was made; nil is told nothing.
	Issued func()
}

// Attempts bounds how often somebody may begin to sign in and try passwords.
type Attempts interface {
	// Attempt takes one attempt at the name from the address, and is KindLimited
	// if there were too many.
	Attempt(tenant domain.TenantID, username, address string, now time.Time) error
	// Begin takes one sign-in that is begun at the address, and is KindLimited if
	// there were too many: each is kept, and nobody has proven anything yet.
	Begin(tenant domain.TenantID, address string, now time.Time) error
	// Guess takes one attempt at a user code from the address, and is KindLimited
	// if there were too many.
	Guess(tenant domain.TenantID, address string, now time.Time) error
}

// Bounds of a sign-in, and of what it gives.
const (
	// requestLifetime is how long a person may take to sign in and decide.
	requestLifetime = 30 * time.Minute
	// codeLifetime is how long a client may take to redeem a code (RFC 6749
	// section 4.1.2 wants ten minutes at the most).
	codeLifetime = time.Minute
	// pushedLifetime is how long a client may take to send a browser with what it
	// pushed (RFC 9126 section 2.2).
	pushedLifetime = time.Minute
	// deviceLifetime is how long a device waits for a person, and pollInterval how
	// often it asks meanwhile (RFC 8628 section 3.2).
	deviceLifetime = 10 * time.Minute
	pollInterval   = 5 * time.Second
	// seenInterval is how exact the time of a session's last use is.
	seenInterval = time.Minute
)

// Browser is the browser that a request came from.
type Browser struct {
	// Session is the cookie of a session, Binding the one by which sign-ins are
	// tied to the browser; zero if it sent none.
	Session, Binding domain.Secret
	// UserAgent and Address are told to the person whose session it is.
	UserAgent, Address string
}

// Step is what the browser is to do next: exactly one of Answer, Decided, Page and
// Handle is set.
type Step struct {
	// Answer goes to the client.
	Answer *Answer
	// Decided is told to the person: the client is on another device.
	Decided *Decided
	// Page is to be shown.
	Page *Page
	// Handle is that of a request whose page is to be fetched.
	Handle domain.Secret
	// Session and Binding are cookies to set, zero to leave them.
	Session, Binding domain.Secret
}

// Answer is an authorization response, or an error (RFC 6749 sections 4.1.2 and
// 4.1.2.1, RFC 9207).
type Answer struct {
	RedirectURI string
	// Mode is query or form_post.
	Mode string
	// Code is zero in an error.
	Code               domain.Secret
	Error, Description string
	State, Issuer      string
}

// Decided is what a person is told who decided about a device.
type Decided struct {
	Tenant  domain.Tenant
	Client  domain.Client
	Allowed bool
}

// Page is what a person is asked.
type Page struct {
	Tenant domain.Tenant
	Client domain.Client
	// Consent is set for what the person is asked to allow, nil where they are to
	// sign in.
	Consent *Question
	// Username is what to begin the form with.
	Username string
	// UserCode is what the device shows that asks, zero where a browser does.
	UserCode domain.Secret
	// Wrong is set after names and passwords that do not belong together.
	Wrong bool
}

// Question asks what a client may do.
type Question struct {
	User domain.User
	// APIs are what is asked for, in order.
	APIs []QuestionAPI
}

// QuestionAPI is what is asked for at one resource server.
type QuestionAPI struct {
	// ID is the resource server's, where something is to be chosen of it.
	ID, Name string
	// Scopes are those that the person has not allowed before, Known those that
	// they have.
	Scopes, Known []domain.ResourceScope
}
