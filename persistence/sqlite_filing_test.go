package persistence

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestSQLiteFilesNothingOfARefusedTrip also looks at the line: a transaction left
// open on it would keep all others from writing.
func TestSQLiteFilesNothingOfARefusedTrip(t *testing.T) {
	e, ids := openTenants(t, 1)
	now := time.Now()
	drawer := domain.DrawerFor(now, now.Add(time.Hour))
	require.NoError(t, e.openDrawers(t.Context(), []domain.Drawer{drawer}))
	count := func() (tokens int) {
		require.NoError(t, e.readers.QueryRow("SELECT count(*) FROM tokens").Scan(&tokens))
		return tokens
	}
	found := make([]int64, 2)
	good, refused := tokenToFile(ids[0], drawer, 1), tokenToFile(ids[0], drawer+1, 2)
	require.Error(t, e.fileTokens(t.Context(), []filing{good, refused}, found))
	require.Zero(t, count())
	require.Len(t, e.filing.idle, 1, "the refusal is not the line's fault")

	ended, end := context.WithCancel(t.Context())
	e.watch.fault = func(_ context.Context, statement string) error {
		if statement == sqliteList {
			end()
		}
		return nil
	}
	require.ErrorIs(t, e.fileTokens(ended, []filing{good}, found), context.Canceled)
	require.Zero(t, count())
	e.watch.fault = nil

	require.NoError(t, e.write(t.Context(), func(watched) error { return nil }), "others can write")
	require.NoError(t, e.fileTokens(t.Context(), []filing{good}, found))
	require.Equal(t, 1, count())
}

func tokenToFile(tenant string, drawer domain.Drawer, number byte) filing {
	now := time.Now()
	return filing{tenant: tenant, revision: 1, token: domain.Token{
		Key: domain.TokenKey{Drawer: drawer, Hash: [16]byte{number}}, Kind: domain.AccessToken, Format: domain.Reference,
		Grant: "g", Client: "c", Issued: now, NotBefore: now, Expires: now.Add(time.Hour),
		Audience: []domain.Target{{ResourceServer: "rs", Identifier: "https://rs.example", Scope: domain.Scope{"read"}}},
	}}
}

// BenchmarkSQLiteFile is a trip that files some tokens, the disk included.
func BenchmarkSQLiteFile(b *testing.B) {
	e, ids := openTenants(b, 32)
	now := time.Now()
	drawer := domain.DrawerFor(now, now.Add(time.Hour))
	require.NoError(b, e.openDrawers(b.Context(), []domain.Drawer{drawer}))
	number := uint64(0)
	for _, company := range []int{1, 8} {
		b.Run(fmt.Sprint(company), func(b *testing.B) {
			asked, found := make([]filing, company), make([]int64, company)
			b.ReportAllocs()
			for b.Loop() {
				for i := range asked {
					number++
					asked[i] = tokenToFile(ids[i], drawer, 0)
					asked[i].revision = int64(i + 1)
					asked[i].token.Key.Hash = hashOf(number)
				}
				ctx, cancel := context.WithTimeout(b.Context(), tripTimeout)
				require.NoError(b, e.fileTokens(ctx, asked, found))
				cancel()
			}
		})
	}
}

// hashOf spreads numbers as hashes are spread.
func hashOf(number uint64) (hash [16]byte) {
	for i := range hash {
		number = number*6364136223846793005 + 1442695040888963407
		hash[i] = byte(number >> 56)
	}
	return hash
}
