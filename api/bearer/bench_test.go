package bearer_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/bearer"
)

// BenchmarkRemembered lets requests through whose token is known already.
func BenchmarkRemembered(b *testing.B) {
	var issuer *httptest.Server
	issuer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "private, max-age=300")
		now := time.Now().Unix()
		_, _ = fmt.Fprintf(w, `{"active":true,"iss":%q,"aud":"https://orders.example","sub":"shop","client_id":"shop","scope":"orders:read","jti":"x","token_type":"Bearer","iat":%d,"exp":%d}`, issuer.URL, now, now+3600)
	}))
	b.Cleanup(issuer.Close)
	guard, err := bearer.New(bearer.Options{API: bearer.API{Issuer: issuer.URL, Audience: "https://orders.example", ID: "orders", Secret: "secret"}})
	require.NoError(b, err)
	b.Cleanup(guard.Close)
	through := 0
	api := guard.Require(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if bearer.ClaimsOf(r.Context()).Subject == "shop" {
			through++
		}
	}), "orders:read")
	r := httptest.NewRequest(http.MethodGet, "/orders", nil)
	r.Header.Set("Authorization", "Bearer jtn_at_00Lct4Wk7sZC2lY9vXo1uYb3TqkQdVnE5rMhPz8aFgJx0a1b2c3d4e5f6g7h8")
	b.ReportAllocs()
	for b.Loop() {
		api.ServeHTTP(nil, r)
	}
	require.Equal(b, b.N, through)
}
