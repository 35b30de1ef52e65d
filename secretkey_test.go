package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

const anotherKey = "mZ2Vb8Lr5QyN0cXw7TfA3sKd9HgJ1uEi4oPq6RtYvW8="

// TestAKeyFileIsRenewedThroughACrash stops a renewal at each of its steps: the old key
// is there under one name or the other at every moment, and the next attempt goes on.
func TestAKeyFileIsRenewedThroughACrash(t *testing.T) {
	dir := t.TempDir()
	config, err := readConfig([]string{"JETON_DATABASE_URL=sqlite:" + filepath.Join(dir, "jeton.db")})
	require.NoError(t, err)
	old, err := config.prepare()
	require.NoError(t, err)
	others := func() []domain.Secret {
		t.Helper()
		keys, err := config.otherSecretKeys()
		require.NoError(t, err)
		return keys
	}
	require.Empty(t, others())

	// It ended after the old key had got its second name.
	require.NoError(t, os.Link(config.secretKeyFile(), config.otherSecretKeyFile()))
	present, err := config.presentSecretKey()
	require.NoError(t, err)
	require.Equal(t, old, present)
	require.Equal(t, []domain.Secret{old}, others())
	_, err = config.wrapper(present)
	require.NoError(t, err, "one key in two places is no harm")

	require.NoError(t, config.renewSecretKey())
	fresh, err := config.presentSecretKey()
	require.NoError(t, err)
	require.False(t, fresh.Equal(old))
	require.Equal(t, []domain.Secret{old}, others())
	for _, file := range []string{config.secretKeyFile(), config.otherSecretKeyFile()} {
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}

	// A second one would lose the first key, under which there may be rows.
	require.ErrorContains(t, config.renewSecretKey(), "a rotation is under way")
	again, err := config.presentSecretKey()
	require.NoError(t, err)
	require.Equal(t, fresh, again)
	require.Equal(t, []domain.Secret{old}, others())
	left, err := filepath.Glob(filepath.Join(dir, "secret.key*"))
	require.NoError(t, err)
	require.Len(t, left, 2)

	require.NoError(t, os.WriteFile(config.otherSecretKeyFile(), []byte("half a ke"), 0o600))
	_, err = config.wrapper(fresh)
	require.ErrorContains(t, err, config.otherSecretKeyFile(), "a key that cannot be read is not none")
	require.NotContains(t, err.Error(), "half a ke")
}

func TestTheOtherSecretKeyIsASetting(t *testing.T) {
	config, err := readConfig([]string{"JETON_SECRET_KEY=" + goodKey, "JETON_SECRET_KEY_OTHER=" + anotherKey})
	require.NoError(t, err)
	others, err := config.otherSecretKeys()
	require.NoError(t, err)
	require.Equal(t, []domain.Secret{domain.NewSecret(anotherKey)}, others)
	for _, wrong := range []string{goodKey, "short"} {
		_, err := readConfig([]string{"JETON_SECRET_KEY=" + goodKey, "JETON_SECRET_KEY_OTHER=" + wrong})
		require.ErrorContains(t, err, "JETON_SECRET_KEY_OTHER: ")
		require.NotContains(t, err.Error(), goodKey)
	}
}
