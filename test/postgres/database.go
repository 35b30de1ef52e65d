package postgres

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

var shared = sync.OnceValues(func() (*Server, error) { return Start(context.Background()) })

// ForTest gives the server that all tests of a test binary share. It starts
// with the first test that asks and ends with the binary. Without Postgres on
// the machine the test fails.
func ForTest(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Database makes a database that only this test knows, drops it when the test
// is over, and gives its URL. It is a copy of the template, or empty if that is
// "". The test fails if one of the program's statements on it did not name its
// tenant; see statements.go.
func (s *Server) Database(t testing.TB, template string) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", s.databases.Add(1))
	create := "CREATE DATABASE " + quote(name)
	if template != "" {
		create += " TEMPLATE " + quote(template)
	}
	if err := s.run(create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		wrong, err := s.statements(name)
		// A test may have killed its server; then there is nothing to drop.
		if gone := s.run("DROP DATABASE " + quote(name) + " WITH (FORCE)"); gone != nil {
			t.Log(gone)
			return
		}
		if err != nil {
			t.Error(err)
		}
		for _, statement := range wrong {
			t.Error(statement)
		}
	})
	return s.URL(name)
}

// Template makes the named database once for the server's life and lets fill
// prepare it, so that tests take copies instead of each running every
// migration. Later calls with the same name wait for the first and share its
// outcome. fill closes its connections: a database in use cannot be copied.
func (s *Server) Template(t testing.TB, name string, fill func(url string) error) {
	t.Helper()
	made, _ := s.templates.LoadOrStore(name, sync.OnceValue(func() error {
		if err := s.run("CREATE DATABASE " + quote(name)); err != nil {
			return err
		}
		if err := fill(s.URL(name)); err != nil {
			return fmt.Errorf("fill template %s: %w", name, err)
		}
		return nil
	}))
	if err := made.(func() error)(); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) run(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
