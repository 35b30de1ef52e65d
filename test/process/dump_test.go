package process_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

// shellBlocks gives the commands in a section of docs/operations.md, block by block.
func shellBlocks(t *testing.T, section string) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "\n"+section+"\n")
	require.True(t, found, section)
	if next := regexp.MustCompile(`(?m)^#{2,3} `).FindStringIndex(rest); next != nil {
		rest = rest[:next[0]]
	}
	var blocks []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(rest, -1) {
		blocks = append(blocks, block[1])
	}
	return blocks
}

// ownServer starts a server of its own, with what no other test has touched: roles
// belong to all databases of one.
func ownServer(t *testing.T) *postgres.Server {
	t.Helper()
	server, err := postgres.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	return server
}

// as gives the URL of a database as another role.
func as(t *testing.T, server *postgres.Server, role, password, database string) string {
	t.Helper()
	u, err := url.Parse(server.URL(database))
	require.NoError(t, err)
	u.User = url.UserPassword(role, password)
	return u.String()
}

// ask reads one number from a database.
func ask(t *testing.T, database, statement string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	require.NoError(t, conn.QueryRow(t.Context(), statement).Scan(&n))
	return n
}

// TestTheDocumentedWayToDumpPostgres runs the commands of docs/operations.md as they
// stand there: a dump from one server, restored on another that has never seen Jeton.
func TestTheDocumentedWayToDumpPostgres(t *testing.T) {
	blocks := shellBlocks(t, "### Postgres: dump and restore")
	require.Len(t, blocks, 4)
	bin, err := postgres.Find()
	require.NoError(t, err)
	from, to := ownServer(t), ownServer(t)
	dir := t.TempDir()
	owner, backup, fresh := process.NewSecret(), process.NewSecret(), process.NewSecret()
	oldURL, newURL := as(t, from, "jeton", owner, "jeton"), as(t, to, "jeton", fresh, "jeton")
	sh := func(script string, env ...string) (string, error) {
		shell := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script)
		shell.Dir = dir
		shell.Env = append([]string{"PATH=" + strings.Join([]string{filepath.Dir(process.Product(t)), bin, os.Getenv("PATH")}, ":"), "HOME=" + dir}, env...)
		output, err := shell.CombinedOutput()
		return string(output), err
	}
	does := func(script string, env ...string) {
		t.Helper()
		output, err := sh(script, env...)
		require.NoError(t, err, output)
	}
	does(`psql -qv ON_ERROR_STOP=1 "$ADMIN_URL" -c "CREATE ROLE jeton LOGIN CREATEROLE PASSWORD '`+owner+`'" -c "CREATE DATABASE jeton OWNER jeton"`, "ADMIN_URL="+from.URL("postgres"))
	config := process.Config{DatabaseURL: oldURL, SecretKey: process.NewSecretKey(), OperatorToken: process.NewSecret(), Env: []string{"JETON_PUBLIC_URL=" + publicURL}}
	server, w := serveTwins(t, config)
	acme := server.At("acme")
	kept, before, later := acme.Token(t, w.shop, ordersAPI), acme.Token(t, w.shop, ordersAPI), acme.Token(t, w.shop, billingAPI)
	require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, before).Status)

	// What the documentation warns of: the owner is held by row-level security.
	said, err := sh(`pg_dump --format=custom --file=owner.dump "$URL"`, "URL="+oldURL)
	require.Error(t, err)
	require.Contains(t, said, "row-level security")
	said, err = sh(`pg_dump --enable-row-security --data-only "$URL"`, "URL="+oldURL)
	require.NoError(t, err, said)
	require.Contains(t, said, "COPY public.resource_servers")
	require.NotContains(t, said, "Orders API", "it looks like a dump, and has no API in it")

	does(blocks[0], "ADMIN_URL="+from.URL("jeton"), "BACKUP_PASSWORD="+backup)
	does(blocks[1], "BACKUP_URL="+as(t, from, "jeton_backup", backup, "jeton"))
	info, err := os.Stat(filepath.Join(dir, "jeton.dump"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, later).Status)
	followed := feedSince(t, server, w, 0).Revision
	server.Stop()

	does(blocks[2], "NEW_ADMIN_URL="+to.URL("postgres"), "JETON_PASSWORD="+fresh)
	does(blocks[3], "JETON_DATABASE_URL="+newURL, "JETON_SECRET_KEY="+config.SecretKey)
	const partitions = "SELECT count(*) FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
	require.Equal(t, ask(t, from.URL("jeton"), partitions), ask(t, to.URL("jeton"), partitions))
	require.Greater(t, ask(t, to.URL("jeton"), partitions), 150)

	w.DatabaseURL = newURL
	server = process.Start(t, w.Config)
	acme = server.At("acme")
	require.True(t, acme.Introspect(t, w.orders, kept).Active())
	require.True(t, acme.Introspect(t, w.orders, before).Inactive())
	require.True(t, acme.Introspect(t, w.billing, later).Active(), "it was taken back after the dump")
	require.True(t, acme.Introspect(t, w.orders, acme.Token(t, w.shop, ordersAPI)).Active())
	require.True(t, feedSince(t, server, w, followed).All, "a revision of what is no more is a gap")
	require.Contains(t, runs(t, w.Config, "restored", "--revoke-all"), "Every token of every tenant is taken back.")
	require.True(t, acme.Introspect(t, w.orders, kept).Inactive(), "even a server that was not started anew knows")
}
