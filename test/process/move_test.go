package process_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/filling"
	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

// TestMovingToPostgres moves an installation whose secret key is a file, as the first
// start made it, and goes on there.
func TestMovingToPostgres(t *testing.T) {
	config := process.SQLite(t)
	config.SecretKey = ""
	l := newLife(t, config)
	file := strings.TrimPrefix(config.DatabaseURL, "sqlite:")
	keyFile := filepath.Join(filepath.Dir(file), "secret.key")
	key, err := os.ReadFile(keyFile)
	require.NoError(t, err)
	server := process.Start(t, l.Config)
	l.happens(t, server)

	url := postgres.ForTest(t).Database(t, "")
	refused := process.Run(t, l.Config, "move", "--to", url)
	require.Equal(t, 1, refused.Code)
	require.Contains(t, refused.Stderr, "another process works on the database: stop every server")
	require.Empty(t, refused.Stdout)
	server.Stop()

	moved := process.RunWith(t, l.Config, url+"\n", "move", "--to", "-")
	require.Zero(t, moved.Code, moved.Stderr)
	require.Regexp(t, `(?m)^tenants +2$`, moved.Stdout)
	require.Regexp(t, `(?m)^tokens +[1-9]\d*$`, moved.Stdout)
	require.Contains(t, moved.Stdout, keyFile)
	require.NotContains(t, moved.Stdout, strings.TrimSpace(string(key)))

	there := l.Config
	there.DatabaseURL, there.SecretKey = url, strings.TrimSpace(string(key))
	l.goesOn(t, process.Start(t, there))
	doctor := process.Run(t, there, "doctor")
	require.Contains(t, doctor.Stdout, "the secret key opens the keys of every tenant (2)")

	again := process.Run(t, l.Config, "move", "--to", url)
	require.Equal(t, 1, again.Code)
	require.Contains(t, again.Stderr, "the database is not empty")
	for wrong, want := range map[string]string{
		"mysql://db":          "a database URL begins with",
		config.DatabaseURL:    "the database is not empty",
		"postgres://[::1]:1/": "prepare the new database",
	} {
		refused := process.Run(t, l.Config, "move", "--to", wrong)
		require.Equal(t, 1, refused.Code)
		require.Contains(t, refused.Stderr, want)
	}
}

// TestAMoveThatIsKilledLeavesNothing kills a move in the middle, held up there by
// somebody else's lock, and begins again.
func TestAMoveThatIsKilledLeavesNothing(t *testing.T) {
	ctx := t.Context()
	l := newLife(t, process.SQLite(t))
	require.NoError(t, filling.FillTenant(ctx, l.DatabaseURL, "acme", 1000))
	there := l.Config
	there.DatabaseURL = postgres.ForTest(t).Database(t, "")
	up := process.Run(t, there, "migrate", "up")
	require.Zero(t, up.Code, up.Stderr)
	conn, err := pgx.Connect(ctx, there.DatabaseURL)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	count := func(statement string) (n int) {
		require.NoError(t, conn.QueryRow(ctx, statement).Scan(&n))
		return n
	}
	const others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"

	lock, err := conn.Begin(ctx)
	require.NoError(t, err)
	_, err = lock.Exec(ctx, "LOCK TABLE activity IN ACCESS EXCLUSIVE MODE")
	require.NoError(t, err)
	process.RunAndKill(t, l.Config, func() {
		require.Eventually(t, func() bool {
			return count("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'activity'::regclass") == 1
		},
			time.Minute, 10*time.Millisecond, "the move comes to the table")
	}, "move", "--to", there.DatabaseURL)
	require.NoError(t, lock.Rollback(ctx))
	require.Eventually(t, func() bool { return count(others) == 0 }, 10*time.Second, 10*time.Millisecond)
	require.Zero(t, count("SELECT count(*) FROM tenants"))
	require.Zero(t, count("SELECT count(*) FROM tokens"))

	moved := process.Run(t, l.Config, "move", "--to", there.DatabaseURL)
	require.Zero(t, moved.Code, moved.Stderr)
	require.Equal(t, 1000, count("SELECT count(*) FROM tokens"))
	server := process.Start(t, there)
	acme := server.At("acme")
	require.True(t, acme.Introspect(t, l.orders, acme.Token(t, l.shop, ordersAPI)).Active())
}
