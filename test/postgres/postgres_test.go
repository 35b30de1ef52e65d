package postgres

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// asOrphan makes the test binary start a server and wait to be killed.
const asOrphan = "JETON_TEST_ORPHAN"

func TestMain(m *testing.M) {
	if state := os.Getenv(asOrphan); state != "" {
		orphan(state)
	}
	os.Exit(m.Run())
}

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	s := ForTest(t)
	require.Same(t, s, ForTest(t), "a test binary shares one server")

	one, two := connect(t, s.Database(t, "")), connect(t, s.Database(t, ""))
	mustExec(t, one, "CREATE TABLE note (text text)")

	var seen bool
	require.NoError(t, two.QueryRow(t.Context(), "SELECT to_regclass('note') IS NOT NULL").Scan(&seen))
	require.False(t, seen, "a table made in one database is in another")
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	s := ForTest(t)
	var url string
	t.Run("the test", func(t *testing.T) {
		url = s.Database(t, "")
		conn, err := pgx.Connect(t.Context(), url)
		require.NoError(t, err)
		// Deliberately left open: a test that forgets one must not keep the rest.
		_ = conn
	})
	_, err := pgx.Connect(t.Context(), url)
	require.ErrorContains(t, err, "does not exist")
}

func TestTemplateIsFilledOnceAndCopied(t *testing.T) {
	t.Parallel()
	s := ForTest(t)
	filled := 0
	fill := func(url string) error {
		filled++
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			return err
		}
		defer conn.Close(context.Background())
		_, err = conn.Exec(t.Context(), "CREATE TABLE note (text text); INSERT INTO note VALUES ('from the template')")
		return err
	}
	for range 3 {
		s.Template(t, "with notes", fill)
		conn := connect(t, s.Database(t, "with notes"))
		require.Equal(t, 1, countNotes(t, conn))
		mustExec(t, conn, "INSERT INTO note VALUES ('only here')")
	}
	require.Equal(t, 1, filled)
}

func TestServerIsClosedToThoseWithoutThePassword(t *testing.T) {
	t.Parallel()
	s := ForTest(t)
	_, err := pgx.Connect(t.Context(), strings.Replace(s.URL("postgres"), s.password, "guess", 1))
	require.ErrorContains(t, err, "password authentication failed")
}

func TestPausedServerHangsAndGoesOnAfterResume(t *testing.T) {
	t.Parallel()
	s := start(t, Config{})
	conn := connect(t, s.URL("postgres"))
	require.NoError(t, s.Pause())

	answer := make(chan error, 1)
	go func() {
		_, err := conn.Exec(context.Background(), "SELECT 1")
		answer <- err
	}()
	select {
	case err := <-answer:
		t.Fatalf("a paused server answered: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := pgx.Connect(ctx, s.URL("postgres"))
	require.ErrorIs(t, err, context.DeadlineExceeded, "a paused server took a new connection")

	require.NoError(t, s.Resume())
	require.NoError(t, <-answer)
}

func TestCommittedRowsSurviveKill(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]Config{"fast": {}, "durable": {Durable: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, config)
			url := s.URL("postgres")
			conn := connect(t, url)
			mustExec(t, conn, "CREATE TABLE note (text text)")
			mustExec(t, conn, "INSERT INTO note VALUES ('committed')")
			tx, err := conn.Begin(t.Context())
			require.NoError(t, err)
			_, err = tx.Exec(t.Context(), "INSERT INTO note VALUES ('in flight')")
			require.NoError(t, err)

			require.NoError(t, s.Kill())
			require.Error(t, tx.Commit(t.Context()))
			_, err = pgx.Connect(t.Context(), url)
			require.ErrorIs(t, err, syscall.ECONNREFUSED)

			require.NoError(t, s.Restart(t.Context()))
			require.Equal(t, url, s.URL("postgres"))
			require.Equal(t, 1, countNotes(t, connect(t, url)))
		})
	}
}

func TestDurableKeepsFsyncOn(t *testing.T) {
	t.Parallel()
	for config, want := range map[Config]string{{}: "off", {Durable: true}: "on"} {
		var fsync string
		conn := connect(t, start(t, config).URL("postgres"))
		require.NoError(t, conn.QueryRow(t.Context(), "SHOW fsync").Scan(&fsync))
		require.Equal(t, want, fsync)
	}
}

func TestStopLeavesNothing(t *testing.T) {
	t.Parallel()
	leaving := map[string]func(*Server) error{
		"running": func(*Server) error { return nil },
		"paused":  (*Server).Pause,
		"killed":  (*Server).Kill,
		"stopped": func(s *Server) error { s.Stop(); return nil },
	}
	for state, leave := range leaving {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			s := start(t, Config{})
			processes := processesOf(t, s.postmaster.Pid)
			require.NoError(t, leave(s))
			s.Stop()
			requireGone(t, processes, s.dir)
			require.ErrorIs(t, s.Pause(), os.ErrProcessDone)
		})
	}
}

func TestServerEndsWithTheTestBinary(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"running", "paused"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			binary := exec.Command(os.Args[0])
			binary.Env = append(os.Environ(), asOrphan+"="+state)
			output, err := binary.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, binary.Start())

			var pid int
			var dir string
			_, err = fmt.Fscan(bufio.NewReader(output), &pid, &dir)
			require.NoError(t, err)
			processes := processesOf(t, pid)

			require.NoError(t, binary.Process.Kill())
			require.Error(t, binary.Wait())
			requireGone(t, processes, dir)
		})
	}
}

func TestNewestServerWins(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	dir := func(version string, programs ...string) string {
		bin := filepath.Join(root, version, "bin")
		require.NoError(t, os.MkdirAll(bin, 0o755))
		for _, program := range programs {
			require.NoError(t, os.WriteFile(filepath.Join(bin, program), nil, 0o755))
		}
		return bin
	}
	dirs := []string{dir("9", "initdb", "postgres"), dir("17", "initdb", "postgres"), dir("18", "psql")}
	require.Equal(t, dirs[1], newestServer(dirs), "by number, and a client alone does not count")
	require.Empty(t, newestServer(dirs[2:]))
	require.Empty(t, newestServer(nil))
}

// orphan starts a server and says where, then waits for its end.
func orphan(state string) {
	s, err := Start(context.Background())
	if err == nil && state == "paused" {
		err = s.Pause()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.postmaster.Pid, s.dir)
	time.Sleep(time.Minute)
}

func start(t *testing.T, config Config) *Server {
	t.Helper()
	s, err := config.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(s.Stop)
	return s
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func mustExec(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	_, err := conn.Exec(t.Context(), statement)
	require.NoError(t, err)
}

func countNotes(t *testing.T, conn *pgx.Conn) (count int) {
	t.Helper()
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM note").Scan(&count))
	return count
}

// processesOf lists the postmaster and its children.
func processesOf(t *testing.T, postmaster int) []int {
	t.Helper()
	children, err := childrenOf(postmaster)
	require.NoError(t, err)
	require.NotEmpty(t, children, "the server has processes")
	return append(children, postmaster)
}

// requireGone waits until the processes and the data are gone.
func requireGone(t *testing.T, processes []int, dir string) {
	t.Helper()
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir)
		return errors.Is(err, os.ErrNotExist) && !slices.ContainsFunc(processes, runs)
	}, patience, 50*time.Millisecond, "the server is left behind")
}

// runs is false for a process that has ended, even if nobody has asked for its
// exit status yet.
func runs(pid int) bool {
	state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(string(state), "Z")
}
