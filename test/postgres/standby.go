package postgres

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jeton-id/jeton/test/port"
)

// Standby starts a copy of the server that follows it, and returns when the
// server acknowledges a commit only once the copy, too, has it on disk. From
// then on the server waits for its copy: one that is gone holds up every commit.
func (s *Server) Standby(ctx context.Context) (_ *Server, err error) {
	copied := &Server{config: s.config, bin: s.bin, owner: s.owner, password: s.password}
	if copied.port, err = port.Free(); err != nil {
		return nil, err
	}
	if copied.dir, err = copied.config.folder(); err != nil {
		return nil, err
	}
	if err = copied.follow(ctx, s); err == nil {
		err = s.awaitFollower(ctx)
	}
	if err != nil {
		copied.Stop()
		return nil, err
	}
	return copied, nil
}

// follow copies the server and starts as its standby.
func (s *Server) follow(ctx context.Context, from *Server) error {
	if err := s.own(s.dir); err != nil {
		return err
	}
	backup := s.command(ctx, filepath.Join(s.bin, "pg_basebackup"),
		"--dbname="+from.URL("postgres"), "--pgdata=data", "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
	if output, err := backup.CombinedOutput(); err != nil {
		return fmt.Errorf("pg_basebackup: %w\n%s", err, output)
	}
	return s.launch(ctx)
}

// awaitFollower makes commits wait for the follower, once it follows: before,
// they would wait for nobody.
func (s *Server) awaitFollower(ctx context.Context) error {
	const following = "SELECT count(*) > 0 FROM pg_stat_replication WHERE state = 'streaming'"
	if err := s.await(ctx, "a standby that streams", following); err != nil {
		return err
	}
	for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"} {
		if err := s.run(statement); err != nil {
			return err
		}
	}
	return s.await(ctx, "a synchronous standby", "SELECT count(*) > 0 FROM pg_stat_replication WHERE sync_state = 'sync'")
}

// Promote makes a standby a server of its own, that takes writes, and returns
// when it does.
func (s *Server) Promote(ctx context.Context) error {
	if err := s.run("SELECT pg_promote(false)"); err != nil {
		return err
	}
	return s.await(ctx, "the end of its recovery", "SELECT NOT pg_is_in_recovery()")
}

// Halt ends the server the way an operator would and keeps its data: Restart
// starts it again.
func (s *Server) Halt() { s.shutDown() }

// await returns when the question is answered with true.
func (s *Server) await(ctx context.Context, what, question string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for {
		var yes bool
		if err := conn.QueryRow(ctx, question).Scan(&yes); err != nil {
			return fmt.Errorf("wait for %s: %w", what, err)
		}
		if yes {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
}
