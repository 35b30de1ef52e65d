package main

import (
	"encoding/json"
	"net/http"

	"github.com/jeton-id/jeton/api/bearer"
)

// orders is the API: GET /api/orders, for whoever has a token for orders:read. It
// knows nothing about tokens; the guard before it does.
func orders(w http.ResponseWriter, r *http.Request) {
	who := bearer.ClaimsOf(r.Context()).Subject
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode([]string{"3 lamps, for " + who, "1 chair, for " + who})
}

// newGuard asks Jeton about every token, in the API's own name.
func newGuard(issuer, id, secret string) (*bearer.Guard, error) {
	return bearer.New(bearer.Options{
		API:   bearer.API{Issuer: issuer, Audience: "https://orders.acme.example", ID: id, Secret: secret},
		Realm: "orders",
	})
}
