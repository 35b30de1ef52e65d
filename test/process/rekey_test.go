package process_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// having gives the settings with a secret key and another one that opens.
func (w twins) having(secret, other string) process.Config {
	config := w.Config
	config.SecretKey = secret
	if other != "" {
		config.Env = append(config.Env[:len(config.Env):len(config.Env)], "JETON_SECRET_KEY_OTHER="+other)
	}
	return config
}

// TestTheSecretKeyIsRotatedUnderLoad goes through the steps that the documentation
// names, with a server of each of two steps at a time, and back and forth, while
// tokens are issued and asked about at both.
func TestTheSecretKeyIsRotatedUnderLoad(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		config.Env = append(config.Env, "JETON_PUBLIC_URL="+publicURL)
		w := newTwins(config)
		w.apply(t)
		old, fresh := config.SecretKey, process.NewSecretKey()
		// One is given the new key to open with, one already wraps under it.
		first, second := w.having(old, fresh), w.having(fresh, old)
		one, two := process.Start(t, first), process.Start(t, second)
		token := one.At("acme").Token(t, w.shop, ordersAPI)

		stranger := w.having(process.NewSecretKey(), process.NewSecretKey())
		refuses(t, stranger, "nothing was changed", "rekey")
		require.Regexp(t, `under the other one there are still \d+ keys: run jeton rekey`, runs(t, second, "doctor"))

		stop := steadily(t, w, one, two)
		// What the second one makes, the first one opens.
		made := two.At("globex").Manage(t, http.MethodPost, "/keys/rotate", w.OperatorToken, map[string]any{})
		require.Equal(t, http.StatusOK, made.Status, string(made.Body))
		there := one.At("globex").Token(t, w.shop, billingAPI)
		require.True(t, two.At("globex").Introspect(t, w.billing, there).Active())
		for _, config := range []process.Config{second, first, second} {
			require.NotContains(t, runs(t, config, "rekey"), "0 keys of 0 tenants")
			require.Contains(t, runs(t, config, "rekey"), "wrapped anew: 0 keys of 0 tenants", "done again it does nothing")
		}
		stop()
		require.Contains(t, runs(t, second, "doctor"), "none is under the other secret key: take it out")
		one.Stop()
		two.Stop()

		// The old key opens nothing; the new one alone opens all.
		doctor := process.Run(t, w.having(old, ""), "doctor")
		require.Equal(t, 1, doctor.Code)
		for _, tenant := range []string{"system", "acme", "globex"} {
			require.Contains(t, doctor.Stdout, "fail  keys: tenant "+tenant)
		}
		require.Contains(t, runs(t, w.having(fresh, ""), "doctor"), "ok    keys: the secret key opens the keys of every tenant (3)")
		alone := process.Start(t, w.having(fresh, ""))
		require.True(t, alone.At("acme").Introspect(t, w.orders, token).Active())
		require.True(t, alone.At("globex").Introspect(t, w.billing, there).Active())
		events := alone.At("acme").Manage(t, http.MethodGet, "/audit-events?action=keys.rewrapped", w.OperatorToken, nil)
		require.Len(t, events.Member("items"), 3, string(events.Body))
	})
}

// TestAKeyFileIsRotated does the same where the key is a file beside the database: the
// server is started anew once, and backups of before need the old key.
func TestAKeyFileIsRotated(t *testing.T) {
	config, dir := onFile(t)
	key, other := filepath.Join(dir, "secret.key"), filepath.Join(dir, "secret.key.other")
	server, w := serveTwins(t, config)
	token := server.At("acme").Token(t, w.shop, billingAPI)
	before := filepath.Join(dir, "before")
	runs(t, w.Config, "backup", "--to", before)
	text := func(file string) string {
		read, err := os.ReadFile(file)
		require.NoError(t, err)
		return string(read)
	}
	old := text(key)

	refuses(t, w.having(process.NewSecretKey(), ""), "--new-key", "rekey", "--new-key")
	require.Contains(t, runs(t, w.Config, "rekey"), "0 keys of 0 tenants")
	said := runs(t, w.Config, "rekey", "--new-key")
	require.Contains(t, said, "Start every server anew")
	require.Equal(t, old, text(other))
	require.NotEqual(t, old, text(key))
	refuses(t, w.Config, "a rotation is under way", "rekey", "--new-key")
	require.True(t, server.At("acme").Introspect(t, w.billing, token).Active())
	server.Stop()

	server = process.Start(t, w.Config)
	stop := steadily(t, w, server)
	said = runs(t, w.Config, "rekey")
	stop()
	require.Contains(t, said, "Every key of 3 tenants is under the secret key.")
	require.Contains(t, said, other)
	server.Stop()

	kept := filepath.Join(dir, "kept")
	require.NoError(t, os.Rename(other, kept))
	server = process.Start(t, w.Config)
	require.True(t, server.At("acme").Introspect(t, w.billing, token).Active())
	server.Stop()
	for _, file := range []string{key, kept} {
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, file)
	}

	refuses(t, w.Config, "was JETON_SECRET_KEY changed?", "restore", "--from", before, "--replace")
	require.NoError(t, os.Rename(kept, other))
	runs(t, w.Config, "restore", "--from", before, "--replace")
	require.NotContains(t, runs(t, w.Config, "rekey"), "0 keys of 0 tenants")
	require.NoError(t, os.Remove(other))
	require.True(t, process.Start(t, w.Config).At("acme").Introspect(t, w.billing, token).Active())
	require.NotContains(t, said, strings.TrimSpace(old))
}
