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
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jeton-id/jeton/test/port"
)

// Pooler is a PgBouncer in transaction mode before a server: each transaction gets
// one of few connections, whoever had it before.
type Pooler struct {
	server      *Server
	dir         string
	port        int
	login       string
	password    string
	connections int
}

// FindPooler gives the path of PgBouncer. The error says what to install.
func FindPooler() (string, error) {
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the tests put PgBouncer before PostgreSQL, and it is not installed: install the package pgbouncer")
}

// Pooler starts a PgBouncer that makes up to so many connections to each database.
// It logs in as a role of its own that is a member of the given ones, and has no
// rights beside. It is stopped when the test is over.
func (s *Server) Pooler(t testing.TB, connections int, roles ...string) *Pooler {
	t.Helper()
	p := &Pooler{
		server: s, login: fmt.Sprintf("pooled_%d", s.databases.Add(1)), password: rand.Text(), connections: connections,
	}
	if err := p.start(t, roles); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *Pooler) start(t testing.TB, roles []string) (err error) {
	program, err := FindPooler()
	if err != nil {
		return err
	}
	if p.port, err = port.Free(); err != nil {
		return err
	}
	login := quote(p.login)
	create := fmt.Sprintf("CREATE ROLE %s LOGIN NOINHERIT PASSWORD '%s'", login, p.password)
	if len(roles) > 0 {
		create += fmt.Sprintf("; GRANT %s TO %s", strings.Join(roles, ", "), login)
	}
	if err := p.server.run(create); err != nil {
		return err
	}
	if p.dir, err = os.MkdirTemp("", "jeton-pgbouncer-"); err != nil {
		return fmt.Errorf("make a directory for PgBouncer: %w", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(p.dir) })
	if err := p.configure(); err != nil {
		return err
	}
	process, guard, ended, err := p.server.underGuard(p.dir, program, "pgbouncer.ini")
	if err != nil {
		return err
	}
	t.Cleanup(func() {
		_ = process.Kill()
		<-ended
		_, _ = guard.WriteString("\n")
		_ = guard.Close()
		// A test may have killed its server.
		if err := p.server.run("DROP ROLE " + login); err != nil {
			t.Log(err)
		}
	})
	return p.awaitReady(ended)
}

// configure writes what PgBouncer reads, for the server's user alone.
func (p *Pooler) configure() error {
	for name, text := range map[string]string{
		"users": fmt.Sprintf("%q %q\n", p.login, p.password),
		"pgbouncer.ini": fmt.Sprintf(`[databases]
* = host=127.0.0.1 port=%d

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = plain
auth_file = users
admin_users = %s
pool_mode = transaction
default_pool_size = %d
max_client_conn = 500
server_tls_sslmode = disable
query_wait_timeout = 30
`, p.server.port, p.port, p.login, p.connections),
	} {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("configure PgBouncer: %w", err)
		}
		if err := p.server.own(filepath.Join(p.dir, name)); err != nil {
			return err
		}
	}
	return p.server.own(p.dir)
}

func (p *Pooler) awaitReady(ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		_, err := p.show(ctx, "VERSION")
		if err == nil {
			return nil
		}
		select {
		case <-ended:
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
			continue
		}
		log, _ := os.ReadFile(filepath.Join(p.dir, "log"))
		return fmt.Errorf("start PgBouncer: %w\n%s", err, log)
	}
}

// URL is the address, by way of the pooler, of the database that the server has at
// another address.
func (p *Pooler) URL(databaseURL string) string {
	u, err := url.Parse(databaseURL)
	if err != nil {
		// It is one that Database gave.
		panic(err)
	}
	u.User = url.UserPassword(p.login, p.password)
	u.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port))
	return u.String()
}

// Transactions counts those that went through the pooler to a database, and the
// connections that it has there, idle ones included.
func (p *Pooler) Transactions(t testing.TB, databaseURL string) (transactions, connections int) {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"STATS_TOTALS", "POOLS"} {
		rows, err := p.show(t.Context(), what)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if "/"+row["database"] != u.Path {
				continue
			}
			for column, text := range row {
				number, _ := strconv.Atoi(text)
				switch {
				case column == "xact_count":
					transactions += number
				case strings.HasPrefix(column, "sv_"):
					connections += number
				}
			}
		}
	}
	return transactions, connections
}

// show asks PgBouncer about itself.
func (p *Pooler) show(ctx context.Context, what string) ([]map[string]string, error) {
	conn, err := pgx.Connect(ctx, p.URL(p.server.URL("pgbouncer")))
	if err != nil {
		return nil, fmt.Errorf("connect to PgBouncer: %w", err)
	}
	defer conn.Close(ctx)
	// It speaks the simple protocol about itself, and no other.
	results, err := conn.PgConn().Exec(ctx, "SHOW "+what).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("ask PgBouncer for its %s: %w", what, err)
	}
	var rows []map[string]string
	for _, result := range results {
		for _, values := range result.Rows {
			row := map[string]string{}
			for i, field := range result.FieldDescriptions {
				row[field.Name] = string(values[i])
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}
