package bearer_test

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/jeton-id/jeton/api/bearer"
)

func orders(w http.ResponseWriter, r *http.Request) {
	claims := bearer.ClaimsOf(r.Context())
	_, _ = fmt.Fprintln(w, "orders of", claims.Subject)
}

// An API of one tenant that remembers what it was told, and lets go of a token within
// a second after it was taken back.
func Example() {
	guard, err := bearer.New(bearer.Options{
		API: bearer.API{
			Issuer:   "https://id.example.com/t/acme",
			Audience: "https://api.example.com",
			ID:       os.Getenv("API_ID"),
			Secret:   os.Getenv("API_SECRET"),
		},
		Lease: time.Second,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer guard.Close()
	http.Handle("GET /orders", guard.Require(http.HandlerFunc(orders), "orders:read"))
	http.Handle("GET /.well-known/oauth-protected-resource", guard.Metadata("orders:read"))
	log.Fatal(http.ListenAndServe(":8080", nil))
}

// An API of many tenants, each at a host of its own.
func ExampleOptions_tenants() {
	apis := map[string]bearer.API{
		"acme":   {Issuer: "https://id.example.com/t/acme", Audience: "https://api.example.com", ID: "api", Secret: os.Getenv("ACME_SECRET")},
		"globex": {Issuer: "https://id.example.com/t/globex", Audience: "https://api.example.com", ID: "api", Secret: os.Getenv("GLOBEX_SECRET")},
	}
	guard, err := bearer.New(bearer.Options{APIFor: func(r *http.Request) (bearer.API, error) {
		slug, _, _ := strings.Cut(r.Host, ".")
		api, ok := apis[slug]
		if !ok {
			return bearer.API{}, bearer.ErrNoTenant
		}
		return api, nil
	}})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("GET /orders", guard.Require(http.HandlerFunc(orders)))
}

// An API that answers refusals by itself.
func ExampleGuard_Verify() {
	var guard *bearer.Guard
	http.HandleFunc("GET /orders", func(w http.ResponseWriter, r *http.Request) {
		claims, err := guard.Verify(r, "orders:read")
		var refusal *bearer.Refusal
		switch {
		case errors.As(err, &refusal) && refusal.Status == http.StatusForbidden:
			http.Error(w, "ask your administrator for "+strings.Join(refusal.Scope, " "), http.StatusForbidden)
		case err != nil:
			guard.Refuse(w, err)
		default:
			_, _ = fmt.Fprintln(w, "orders of", claims.Subject)
		}
	})
}
