package visibility

import (
	"testing"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// BenchmarkDecide is the usual case: an access token for the API that asks, two
// scope values, everything in order.
func BenchmarkDecide(b *testing.B) {
	now := time.Unix(1_800_000_000, 0)
	scope := domain.Scope{"orders:read", "orders:write"}
	snap := domain.NewSnapshot(domain.Snapshot{Issuer: "https://id.example/t/acme"}, []domain.ResourceServer{{
		ID: "orders", Identifiers: []string{"https://orders.example"}, Status: domain.Active,
		Scopes:  []domain.ResourceScope{{Name: "orders:read"}, {Name: "orders:write"}},
		Release: domain.Release{Claims: domain.ReleasableClaims(), Subject: domain.PublicSubject},
	}})
	server, _ := snap.ResourceServer("orders")
	finding := domain.Finding{
		Token: &domain.Token{
			Kind: domain.AccessToken, Client: "shop", Scope: scope, NotBefore: now, Expires: now.Add(time.Hour),
			Audience: []domain.Target{{ResourceServer: "orders", Identifier: "https://orders.example", Scope: scope}},
		},
		GrantFound: true,
		Client:     &domain.ClientState{Status: domain.Active, Allowed: []domain.Allowance{{ResourceServer: "orders", Scope: scope}}},
	}
	b.ReportAllocs()
	for b.Loop() {
		if verdict := Decide(snap, finding, Viewer{Server: server}, now); verdict.Reason != domain.ReasonActive {
			b.Fatal(verdict.Reason)
		}
	}
}
