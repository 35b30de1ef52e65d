package persistence

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestKnownLists reads more lists than are kept, and some that are never kept.
func TestKnownLists(t *testing.T) {
	var known knownLists[domain.Target]
	for n := range 3 * maxKnown {
		id := strconv.Itoa(n % (2 * maxKnown))
		items, err := known.read(`[{"rs":"` + id + `","aud":"https://api.example","scope":["read"]}]`)
		require.NoError(t, err)
		require.Equal(t, []domain.Target{{ResourceServer: id, Identifier: "https://api.example", Scope: domain.Scope{"read"}}}, items)
		require.LessOrEqual(t, len(known.known), maxKnown)
	}
	long, err := known.read(`[{"rs":"1","aud":"` + strings.Repeat("a", maxKnownText) + `"}]`)
	require.NoError(t, err)
	require.Len(t, long[0].Identifier, maxKnownText)
	for _, text := range []string{"{", `[{"rs":1}]`, ""} {
		was := len(known.known)
		items, err := known.read(text)
		require.Equal(t, text != "", err != nil, text)
		require.Empty(t, items)
		require.LessOrEqual(t, len(known.known), was+1)
	}
}

// BenchmarkFinding makes a finding of the columns of a row.
func BenchmarkFinding(b *testing.B) {
	text := func(s string) pgtype.Text { return pgtype.Text{String: s, Valid: true} }
	number := func(n int64) pgtype.Int8 { return pgtype.Int8{Int64: n, Valid: true} }
	now := time.Now().UnixMilli()
	row := findingScan{
		drawer: pgtype.Int4{Int32: 1, Valid: true}, hash: make([]byte, 16),
		kind: text("access_token"), format: text("reference"), grantID: text("g"), clientID: text("c"),
		audience: text(`[{"rs":"0197b1a2-0000-7000-8000-000000000001","aud":"https://orders.example","scope":["orders:read","orders:write"]}]`),
		scope:    text("orders:read orders:write"),
		issued:   number(now), notBefore: number(now), expires: number(now), tenantEpoch: number(1), clientEpoch: number(1), userEpoch: number(0),
		grant: text("g"), clientStatus: text("active"), clientEpochNow: number(1),
		allowed: text(`[{"resource_server":"0197b1a2-0000-7000-8000-000000000001","scope":["orders:read","orders:write"]}]`),
	}
	b.ReportAllocs()
	for b.Loop() {
		found, err := row.domain(7)
		if err != nil || len(found.Token.Audience) != 1 || len(found.Client.Allowed) != 1 {
			b.Fatal(err)
		}
	}
}
