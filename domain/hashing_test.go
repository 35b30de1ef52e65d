package domain

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hashed is a token with the key it is hashed under.
func hashed(t testing.TB) (HashKey, Secret) {
	key, err := NewHashKey(rand.Reader)
	require.NoError(t, err)
	now := time.Now()
	token, err := MintToken(rand.Reader, AccessToken, DrawerFor(now, now.Add(time.Hour)))
	require.NoError(t, err)
	return key, token
}

func BenchmarkHashToken(b *testing.B) {
	key, token := hashed(b)
	b.ReportAllocs()
	for b.Loop() {
		_, drawer, _ := ParseToken(token)
		_ = key.TokenKey(drawer, token)
	}
}

func BenchmarkHashSecret(b *testing.B) {
	key, secret := hashed(b)
	b.ReportAllocs()
	for b.Loop() {
		_ = key.HashSecret(secret)
	}
}

// A key that is restored hashes as the one it was taken from, again and again:
// what is kept ready between two hashes must not show.
func TestHashingIsTheSameEachTime(t *testing.T) {
	key, token := hashed(t)
	restored, err := HashKeyFrom(key.Bytes())
	require.NoError(t, err)
	want := key.HashSecret(token)
	for range 100 {
		require.NotEqual(t, want, key.HashSecret(NewSecret("another")))
		require.Equal(t, want, restored.HashSecret(token))
		require.Equal(t, want, key.HashSecret(token))
	}
	require.Equal(t, HashKey{}.HashSecret(token), HashKey{}.HashSecret(token))
	require.NotEqual(t, want, HashKey{}.HashSecret(token))
	require.True(t, HashKey{}.IsZero())
	require.False(t, restored.IsZero())
}
