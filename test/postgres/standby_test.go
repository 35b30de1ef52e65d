package postgres

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestAStandbyHasWhatWasCommitted(t *testing.T) {
	t.Parallel()
	primary := start(t, Config{Durable: true})
	conn := connect(t, primary.URL("postgres"))
	mustExec(t, conn, "CREATE TABLE note (text text)")
	standby, err := primary.Standby(t.Context())
	require.NoError(t, err)
	t.Cleanup(standby.Stop)
	mustExec(t, conn, "INSERT INTO note VALUES ('committed')")

	follower := connect(t, standby.URL("postgres"))
	_, err = follower.Exec(t.Context(), "INSERT INTO note VALUES ('too early')")
	require.ErrorContains(t, err, "read-only")

	require.NoError(t, primary.Kill())
	require.NoError(t, standby.Promote(t.Context()))
	follower = connect(t, standby.URL("postgres"))
	require.Equal(t, 1, countNotes(t, follower), "it was committed on both")
	mustExec(t, follower, "INSERT INTO note VALUES ('later')")
	require.Equal(t, 2, countNotes(t, follower))
}

func TestACommitWaitsForTheStandby(t *testing.T) {
	t.Parallel()
	primary := start(t, Config{Durable: true})
	conn := connect(t, primary.URL("postgres"))
	mustExec(t, conn, "CREATE TABLE note (text text)")
	standby, err := primary.Standby(t.Context())
	require.NoError(t, err)
	t.Cleanup(standby.Stop)

	require.NoError(t, standby.Pause())
	committed := make(chan error, 1)
	go func() {
		_, err := conn.Exec(context.Background(), "INSERT INTO note VALUES ('acknowledged')")
		committed <- err
	}()
	select {
	case err := <-committed:
		t.Fatalf("a commit did not wait for the standby: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	require.NoError(t, standby.Resume())
	require.NoError(t, <-committed)
}

func TestHaltKeepsTheData(t *testing.T) {
	t.Parallel()
	s := start(t, Config{Durable: true})
	mustExec(t, connect(t, s.URL("postgres")), "CREATE TABLE note (text text)")
	s.Halt()
	_, err := pgx.Connect(t.Context(), s.URL("postgres"))
	require.Error(t, err)
	require.NoError(t, s.Restart(t.Context()))
	require.Zero(t, countNotes(t, connect(t, s.URL("postgres"))))
}
