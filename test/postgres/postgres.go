// Package postgres gives tests a private, real PostgreSQL server.
//
// It runs the server programs that are installed on the machine; nothing is
// downloaded and no server of the machine's own is touched. The data lives in
// a temporary directory, the server listens on one loopback port and asks for
// a random password. What it cannot start it reports: a test that wants
// Postgres and has none fails, it is never skipped.
//
// The one idea worth knowing is the guard (guard.go): a small shell that holds
// one end of a pipe. However the test binary ends, the pipe closes with it,
// and the guard stops the server and removes its data. So nothing is ever left
// behind, and tests need no TestMain.
//
// Most tests want one line:
//
//	url := postgres.ForTest(t).Database(t, "")
//
// Tests that pause, kill or restart a server, or have another follow it
// (standby.go), start one of their own.
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jeton-id/jeton/test/port"
)

// Config says what kind of server to start. The zero value is the right one
// for nearly every test.
type Config struct {
	// Durable keeps fsync and its kin on, so that the cost of a commit is what
	// it is in production. Surviving Kill does not need it: what the operating
	// system holds outlives the process.
	Durable bool
	// Unlogged leaves out the log of statements (statements.go), which takes
	// some time: for a server whose speed is measured.
	Unlogged bool
}

// Server is one running PostgreSQL server. Its methods are not meant to be
// called at the same time, save URL, Database and Template.
type Server struct {
	config   Config
	bin      string
	dir      string
	port     int
	password string
	// owner runs the server when we are root, whom initdb refuses; nil means
	// ourselves.
	owner *syscall.Credential

	postmaster *os.Process
	ended      chan struct{}
	guard      *os.File
	paused     bool

	databases atomic.Int64
	templates sync.Map
	// audited holds the statements that were found to name their tenant.
	audited sync.Map
}

// patience is how long a server may take to answer after it was started, and
// to end after it was asked to.
const patience = 30 * time.Second

// Start starts a server with the zero Config.
func Start(ctx context.Context) (*Server, error) { return Config{}.Start(ctx) }

// Start makes a new database cluster and returns when its server accepts
// connections. The error says what to install if the programs are missing.
func (c Config) Start(ctx context.Context) (_ *Server, err error) {
	s := &Server{config: c, password: rand.Text()}
	if s.bin, err = Find(); err != nil {
		return nil, err
	}
	if s.owner, err = owner(); err != nil {
		return nil, err
	}
	if s.port, err = port.Free(); err != nil {
		return nil, err
	}
	if s.dir, err = c.folder(); err != nil {
		return nil, err
	}
	if err = s.initialise(ctx); err == nil {
		err = s.launch(ctx)
	}
	if err == nil && !c.Unlogged {
		if err = s.run("CREATE EXTENSION pg_stat_statements"); err != nil {
			s.shutDown()
		}
	}
	if err != nil {
		_ = os.RemoveAll(s.dir)
		return nil, err
	}
	return s, nil
}

// URL is the address of the named database, as superuser. It stays the same
// over Restart.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword("postgres", s.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Stop ends the server the way an operator would and removes its data. It may
// be called more than once, and on a server that is paused or was killed.
func (s *Server) Stop() {
	s.shutDown()
	_ = os.RemoveAll(s.dir)
}

// Restart ends the server the way an operator would, if it still runs, and
// starts it on the same data and port.
func (s *Server) Restart(ctx context.Context) error {
	s.shutDown()
	return s.launch(ctx)
}

func (s *Server) initialise(ctx context.Context) error {
	passwordFile := filepath.Join(s.dir, "password")
	if err := os.WriteFile(passwordFile, []byte(s.password), 0o600); err != nil {
		return fmt.Errorf("write the password file: %w", err)
	}
	for _, path := range []string{s.dir, passwordFile} {
		if err := s.own(path); err != nil {
			return err
		}
	}
	initdb := s.command(ctx, filepath.Join(s.bin, "initdb"),
		"--pgdata=data", "--username=postgres", "--pwfile=password",
		// In the clear over loopback, because a test opens hundreds of
		// connections and SCRAM would make the client pay for each.
		"--auth=password",
		"--encoding=UTF8", "--locale=C", "--no-sync")
	if output, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, output)
	}
	return nil
}

// launch starts the postmaster and waits until it answers. It tries again when
// the postmaster ends at once, which happens for a moment after Kill, while the
// old processes still hold the shared memory.
func (s *Server) launch(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for attempt := 1; ; attempt++ {
		if err := s.spawn(); err != nil {
			return err
		}
		err := s.awaitReady(ctx)
		if err == nil {
			return nil
		}
		s.shutDown()
		if !errors.Is(err, errEnded) || attempt == 5 {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("start PostgreSQL: %w\n%s", err, log)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func (s *Server) settings() []string {
	settings := []string{
		"listen_addresses=127.0.0.1",
		"port=" + strconv.Itoa(s.port),
		"unix_socket_directories=",
		"max_connections=300",
		"timezone=UTC",
		// In the data directory, not in /dev/shm: there it would outlive Kill.
		"dynamic_shared_memory_type=mmap",
	}
	if !s.config.Durable {
		settings = append(settings, "fsync=off", "full_page_writes=off")
	}
	if !s.config.Unlogged {
		settings = append(settings, "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.max=10000",
			"pg_stat_statements.track_utility=off", "pg_stat_statements.save=off")
	}
	return settings
}

var errEnded = errors.New("the server ended at once")

func (s *Server) awaitReady(ctx context.Context) error {
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.ended:
			return errEnded
		case <-ctx.Done():
			return fmt.Errorf("wait for the server: %w", errors.Join(ctx.Err(), err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// own hands a file to the server's user.
func (s *Server) own(path string) error {
	if s.owner == nil {
		return nil
	}
	if err := os.Chown(path, int(s.owner.Uid), int(s.owner.Gid)); err != nil {
		return fmt.Errorf("hand %s to the server's user: %w", path, err)
	}
	return nil
}

// command prepares a program to run as the server's user in its directory,
// which it can enter even if our own is closed to it.
func (s *Server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Credential: s.owner,
		// A group of its own, so that Ctrl-C reaches the test binary alone.
		Setpgid: true,
	}
	return cmd
}
