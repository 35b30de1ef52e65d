// Package bearer protects an API with tokens of Jeton. It is a net/http middleware,
// needs nothing but the standard library, and imports nothing of the server.
//
// Register the API in the console under APIs, make a credential there, and put the
// guard before the handlers:
//
//	guard, err := bearer.New(bearer.Options{API: bearer.API{
//		Issuer:   "https://id.example.com/t/acme",
//		Audience: "https://api.example.com",
//		ID:       os.Getenv("API_ID"),
//		Secret:   os.Getenv("API_SECRET"),
//	}})
//	if err != nil {
//		log.Fatal(err)
//	}
//	http.Handle("GET /orders", guard.Require(http.HandlerFunc(orders), "orders:read"))
//
// The handler behind it finds out who calls:
//
//	func orders(w http.ResponseWriter, r *http.Request) {
//		claims := bearer.ClaimsOf(r.Context())
//		fmt.Fprintln(w, "orders of", claims.Subject)
//	}
//
// # What it promises
//
// A request without a token that is good for this API never reaches the handler. A
// token is taken from the Authorization header alone (RFC 6750 section 2.1), never
// from a form or an address. It has to be of the API's own tenant, for the API's own
// audience, and of the scopes that the route requires.
//
// What cannot be found out is 503, never 401 and never let through: a client that
// is told 401 throws away a good token.
//
// # Reference tokens and JWTs
//
// A reference token is a handle, about which the guard asks Jeton (RFC 7662). A JWT
// access token (RFC 9068) it checks by itself with the tenant's published keys, and
// so does not learn that one was taken back before it expired; set
// Options.AskAboutJWTs to ask about those, too.
//
// Requests that bring one token at the same time share a question, and none is
// answered from a question that was asked before it came: unless told otherwise, a
// token is good as of a moment after the request arrived.
//
// # Leases
//
// To ask each time costs a round trip. With Options.Lease the guard follows the
// tenant's revocation feed and answers from memory, for as long as it knows that
// nothing which it remembers was taken back:
//
//	bearer.Options{API: api, Lease: time.Second}
//
// The lease is the bound: of a token that was taken back, the last use is no more
// than Lease after Jeton acknowledged that, whatever becomes of Jeton, the guard or
// the network between them. Mostly it is a tenth of a second. When the feed is late,
// breaks or leaves something out, the guard asks each time until it is back.
//
// The bound is counted on the API's own clock from the moment at which the guard
// asked for the feed, so clocks need not agree, and an event that was held up on its
// way does not count as new.
//
// Without a feed, a resource server's settings in Jeton may allow to remember answers
// for some seconds; then a revoked token works for that long. The default is not at
// all.
package bearer
