// Package oauth is the OAuth 2.0 side of a tenant: token, introspection,
// revocation, what clients push and devices ask for, and the metadata that
// announces them.
//
// Requests are read strictly, once, here: POST only, form-encoded only, nothing
// in the query, nothing twice, credentials in one way. What is past this package
// is valid. Errors leave in one place, in the form of RFC 6749 section 5.2.
package oauth

import (
	"time"

	"github.com/jeton-id/jeton/api/sse"
	"github.com/jeton-id/jeton/domain/feed"
	"github.com/jeton-id/jeton/domain/introspect"
	"github.com/jeton-id/jeton/domain/issue"
	"github.com/jeton-id/jeton/domain/register"
	"github.com/jeton-id/jeton/domain/revoke"
	"github.com/jeton-id/jeton/domain/signin"
	"github.com/jeton-id/jeton/domain/userinfo"
	"github.com/jeton-id/jeton/tenants"
)

// Endpoints are the handlers of a tenant's OAuth routes.
type Endpoints struct {
	Directory    *tenants.Directory
	Issuer       issue.Issuer
	Introspector introspect.Introspector
	Revoker      revoke.Revoker
	Person       userinfo.Endpoint
	// Flow is where what a client pushes, or asks for on a device, goes on.
	Flow     *signin.Flow
	Registry register.Registry
	// Feed tells resource servers what was taken back; Followers are the streams of
	// those who listen.
	Feed      *feed.Feed
	Followers *sse.Streams
	Now       func() time.Time
}
