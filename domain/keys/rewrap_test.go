package keys_test

import (
	"crypto/rand"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

func newSecretKey(t *testing.T) domain.Secret {
	t.Helper()
	raw := make([]byte, keys.SecretKeySize)
	_, _ = rand.Read(raw)
	return domain.NewSecret(base64.StdEncoding.EncodeToString(raw))
}

func wrapperOf(t *testing.T, secret domain.Secret, others ...domain.Secret) keys.Wrapper {
	t.Helper()
	w, err := keys.NewWrapper(secret, rand.Reader, others...)
	require.NoError(t, err)
	return w
}

// TestKeysMoveFromOneSecretKeyToAnother wraps a tenant's keys anew: the same keys,
// which the old secret key opens no more, any of them.
func TestKeysMoveFromOneSecretKeyToAnother(t *testing.T) {
	was, is := newSecretKey(t), newSecretKey(t)
	old, both, alone := wrapperOf(t, was), wrapperOf(t, is, was), wrapperOf(t, is)
	rows, err := keys.Maker{Wrapper: old, Random: rand.Reader}.Tenant(domain.Tenant{ID: "acme"}, noon)
	require.NoError(t, err)
	count := 1 + len(rows.SigningKeys)
	for i, key := range rows.SigningKeys {
		// One was made by a process that wraps under the new key already.
		if i == 0 {
			made, err := keys.Maker{Wrapper: both, Random: rand.Reader}.Signing("acme", key.Alg, noon, noon)
			require.NoError(t, err)
			rows.SigningKeys[i] = made
		}
	}
	before := rows.SigningKeys[1].Private

	byOthers, err := both.Try(rows)
	require.NoError(t, err)
	require.Equal(t, count-1, byOthers)
	moved, n, err := both.Rewrap(rows)
	require.NoError(t, err)
	require.Equal(t, count-1, n)
	require.Equal(t, before, rows.SigningKeys[1].Private, "what it was given stays as it is")
	require.Equal(t, rows.SigningKeys[0], moved.SigningKeys[0], "what is under the new key already stays as it is")

	byOthers, err = alone.Try(moved)
	require.NoError(t, err)
	require.Zero(t, byOthers)
	first, err := old.HashKey(rows)
	require.NoError(t, err)
	second, err := alone.HashKey(moved)
	require.NoError(t, err)
	require.Equal(t, first.Bytes(), second.Bytes())
	for i, key := range moved.SigningKeys {
		private, err := alone.Private("acme", key)
		require.NoError(t, err)
		same, err := both.Private("acme", rows.SigningKeys[i])
		require.NoError(t, err)
		require.Equal(t, same.Public(), private.Public())
		_, err = old.Private("acme", key)
		require.Error(t, err, "the old secret key opens it")
	}
	_, err = old.HashKey(moved)
	require.Error(t, err, "the old secret key opens it")

	again, n, err := both.Rewrap(moved)
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, moved, again)
}

func TestNothingIsWrappedAnewIfOneKeyDoesNotOpen(t *testing.T) {
	was, is := newSecretKey(t), newSecretKey(t)
	rows, err := keys.Maker{Wrapper: wrapperOf(t, was), Random: rand.Reader}.Tenant(domain.Tenant{ID: "acme"}, noon)
	require.NoError(t, err)
	rows.SigningKeys[2].Private[20] ^= 1
	both := wrapperOf(t, is, was)
	same, n, err := both.Rewrap(rows)
	require.ErrorContains(t, err, "JETON_SECRET_KEY")
	require.Zero(t, n)
	require.Equal(t, rows, same)
	_, err = both.Try(rows)
	require.Error(t, err)
	_, err = keys.NewWrapper(is, rand.Reader, domain.NewSecret("short"))
	require.Error(t, err)
}
