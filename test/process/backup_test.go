package process_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// onFile gives an installation in a folder of its own, whose secret key is a file. All
// its servers are known by one address, and so each takes the others' JWTs.
func onFile(t *testing.T) (config process.Config, dir string) {
	t.Helper()
	dir = t.TempDir()
	return process.Config{DatabaseURL: "sqlite:" + filepath.Join(dir, "jeton.db"), OperatorToken: process.NewSecret(), Env: []string{"JETON_PUBLIC_URL=" + publicURL}}, dir
}

// fed is what matters here of an event of the revocation feed.
type fed struct {
	Revision int64
	All      bool
}

// feedSince gives what the Orders API is told of what was taken back at acme.
func feedSince(t *testing.T, server *process.Process, w twins, after int64) (told fed) {
	t.Helper()
	query := ""
	if after != 0 {
		query = "?after=" + strconv.FormatInt(after, 10)
	}
	request, err := http.NewRequest(http.MethodGet, server.At("acme").Issuer()+"/oauth2/revocations"+query, nil)
	require.NoError(t, err)
	request.SetBasicAuth(url.QueryEscape(w.orders.ID), url.QueryEscape(w.orders.Secret))
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.NoError(t, json.NewDecoder(response.Body).Decode(&told))
	return told
}

// runs runs a command that has to succeed, and gives what it said.
func runs(t *testing.T, config process.Config, args ...string) string {
	t.Helper()
	result := process.Run(t, config, args...)
	require.Zero(t, result.Code, "%s: %s%s", args, result.Stdout, result.Stderr)
	return result.Stdout
}

// refuses runs a command that has to fail, and say why.
func refuses(t *testing.T, config process.Config, want string, args ...string) {
	t.Helper()
	result := process.Run(t, config, args...)
	require.NotZero(t, result.Code, args)
	require.Contains(t, result.Stderr, want)
}

// TestRestoring makes backups under load, goes on, and goes back: to what there was
// when the backup was made, and nothing that was remembered since is trusted.
func TestRestoring(t *testing.T) {
	config, dir := onFile(t)
	server, w := serveTwins(t, config)
	file := func(name string) string { return filepath.Join(dir, name) }
	acme := server.At("acme")
	take := func(n int) {
		for range n {
			require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, acme.Token(t, w.shop, ordersAPI)).Status)
		}
	}

	stop := steadily(t, w, server)
	for _, name := range []string{"under-load", "under-load-2"} {
		said := runs(t, w.Config, "backup", "--to", file(name))
		require.Contains(t, said, "3 tenants; read back and found whole")
		require.Contains(t, said, "The secret key is not in it")
		require.Contains(t, said, file("secret.key"))
		info, err := os.Stat(file(name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	stop()
	refuses(t, w.Config, "nothing is overwritten", "backup", "--to", file("under-load"))

	kept, before, later := acme.Token(t, w.shop, ordersAPI), acme.Token(t, w.shop, ordersAPI), acme.Token(t, w.shop, ordersAPI)
	require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, before).Status)
	runs(t, w.Config, "backup", "--to", file("backup"))
	require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, later).Status)
	take(2)
	after := acme.Token(t, w.shop, ordersAPI)
	followed := feedSince(t, server, w, 0).Revision

	refuses(t, w.Config, "--replace", "restore", "--from", file("backup"))
	refuses(t, w.Config, "stop every server", "restore", "--from", file("backup"), "--replace")
	require.True(t, acme.Introspect(t, w.orders, after).Active(), "what was refused changed nothing")
	// Lost like this, the last of it is in the write-ahead log alone.
	server.Kill()
	runs(t, w.Config, "backup", "--to", file("after-a-crash"))

	said := runs(t, w.Config, "restore", "--from", file("backup"), "--replace")
	require.Contains(t, said, "3 tenants")
	require.Contains(t, said, "good again")
	aside, err := filepath.Glob(file("jeton.db.replaced-*"))
	require.NoError(t, err)
	require.Len(t, aside, 1)
	require.Contains(t, said, aside[0])

	server = process.Start(t, w.Config)
	acme = server.At("acme")
	require.True(t, acme.Introspect(t, w.orders, kept).Active())
	require.True(t, acme.Introspect(t, w.orders, before).Inactive())
	require.True(t, acme.Introspect(t, w.orders, later).Active(), "the documentation says so")
	require.True(t, acme.Introspect(t, w.orders, after).Inactive())
	// As many changes as there were before would bring the numbers back to where the
	// API stopped, and it would never hear of the first of them.
	take(4)
	require.True(t, feedSince(t, server, w, followed).All, "a revision of what is no more is a gap")
	now := feedSince(t, server, w, 0).Revision
	require.False(t, feedSince(t, server, w, now).All)
	require.True(t, feedSince(t, server, w, now+1000).All)
	events := acme.Manage(t, http.MethodGet, "/audit-events?action=tenant.restored", w.OperatorToken, nil)
	require.Len(t, events.Member("items"), 1, string(events.Body))
	server.Stop()

	said = runs(t, w.Config, "restore", "--from", file("after-a-crash"), "--replace", "--revoke-all")
	require.Contains(t, said, "Every token of every tenant is taken back.")
	require.NotContains(t, said, "good again")
	server = process.Start(t, w.Config)
	acme = server.At("acme")
	for _, token := range []string{kept, before, later, after} {
		require.True(t, acme.Introspect(t, w.orders, token).Inactive())
	}
	require.True(t, acme.Introspect(t, w.orders, acme.Token(t, w.shop, ordersAPI)).Active())
	require.Greater(t, feedSince(t, server, w, 0).Revision, now, "set back twice, it never comes by the same numbers")
}

// TestRestoringElsewhere takes a backup to another machine, where the secret key has
// to come by another way.
func TestRestoringElsewhere(t *testing.T) {
	config, dir := onFile(t)
	server, w := serveTwins(t, config)
	token := server.At("acme").Token(t, w.shop, ordersAPI)
	backup := filepath.Join(dir, "backup")
	runs(t, w.Config, "backup", "--to", backup)

	there, folder := onFile(t)
	there.DatabaseURL = "sqlite:" + filepath.Join(folder, "data", "jeton.db")
	there.Env = w.Env
	stranger := there
	stranger.SecretKey = process.NewSecretKey()
	refuses(t, stranger, "was JETON_SECRET_KEY changed?", "restore", "--from", backup)
	refuses(t, there, "there is no database", "backup", "--to", filepath.Join(folder, "backup"))
	require.NoFileExists(t, filepath.Join(folder, "data", "jeton.db"))

	said := runs(t, there, "restore", "--from", backup)
	key := filepath.Join(folder, "data", "secret.key")
	require.Contains(t, said, "There is no secret key at hand")
	require.Contains(t, said, key)
	refuses(t, there, "secret.key is missing", "serve")
	text, err := os.ReadFile(filepath.Join(dir, "secret.key"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(key, text, 0o600))
	require.True(t, process.Start(t, there).At("acme").Introspect(t, w.orders, token).Active())

	for _, command := range []string{"backup --to x", "restore --from x"} {
		postgres := process.Config{DatabaseURL: "postgres://jeton@127.0.0.1:1/jeton", SecretKey: process.NewSecretKey()}
		refuses(t, postgres, "for Postgres use pg_", strings.Fields(command)...)
	}
}
