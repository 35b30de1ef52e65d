package faults_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/postgres"
)

// stage is what all faults of one pass have in common: an installation that is
// declared once and of which each fault has a copy to itself.
type stage struct {
	*load.Stage
	// durable is the Postgres that most faults strike. It keeps what it
	// acknowledged as one in production does.
	durable *postgres.Server
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{Stage: load.NewStage(t, theSeed(t), 20)}
	var err error
	s.durable, err = postgres.Config{Durable: true}.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(s.durable.Stop)
	slowToWrite(t, s.durable)
	s.KeepOnSQLite(t)
	return s
}

// slowToWrite has Postgres write to disk in the background so seldom that a commit
// which did not wait for the disk is lost when Postgres is killed.
func slowToWrite(t *testing.T, server *postgres.Server) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server.URL("postgres"))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	for _, statement := range []string{"ALTER SYSTEM SET wal_writer_delay = '10s'", "SELECT pg_reload_conf()"} {
		_, err := conn.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
}
