// Package admin is the management API over HTTP, /t/{tenant}/api/v1.
//
// The contract comes first: openapi.yaml is what this package does, and
// openapi.gen.go, made from it by `go generate`, decides how a request is read
// and an answer written. What is written by hand is the way between: prove the
// caller, refuse what the contract does not name, call one use case of
// domain/admin, encode.
//
// The one idea worth knowing: nothing gets as far as a handler without an
// admin.Caller, and the use cases accept nothing else. A route that forgot to ask
// for a permission answers 401 to everybody.
package admin

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/api/sse"
	"github.com/jeton-id/jeton/domain/admin"
)

//go:generate go tool -modfile=../../.ci/tools.mod oapi-codegen -config oapi-codegen.yaml openapi.yaml

// API has one echo handler for each operation of the contract, by the name of
// the operation. Every route to one goes through Require.
type API struct {
	ServerInterfaceWrapper
	management *admin.Management
	cookies    browser.Cookies
	now        func() time.Time
	// streams are those who look on.
	streams *sse.Streams
}

// New makes the management API over its use cases. The cookies are those by which
// people are signed in.
func New(management *admin.Management, cookies browser.Cookies, now func() time.Time) *API {
	strict := NewStrictHandler(handlers{management}, []StrictMiddlewareFunc{onlyDeclaredQuery, onlyProven})
	return &API{
		ServerInterfaceWrapper: ServerInterfaceWrapper{Handler: strict}, management: management, cookies: cookies, now: now,
		streams: sse.NewStreams(maxStreams, longest),
	}
}

// handlers implements the contract, one file per noun. The methods decode, call
// one use case and encode.
type handlers struct{ use *admin.Management }

type callerKey struct{}

// callerOf gives the caller that Require proved; onlyProven saw to it that there
// is one.
func callerOf(ctx context.Context) admin.Caller {
	caller, _ := ctx.Value(callerKey{}).(admin.Caller)
	return caller
}
