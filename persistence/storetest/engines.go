// Package storetest holds every engine of the store to the contract in package
// domain.
//
// Run is the suite: each sentence of the contract's comments has a test in it,
// in the file of its topic, and the methods are walked by reflection where a
// promise is made about all of them, so that a new one without a case fails.
// Each hands any other test a migrated database of every engine.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/test/postgres"
)

// Each runs test once for each engine, as a subtest named after it, with the
// URL of a migrated database that no other test knows. A Postgres that cannot be
// had fails the test.
func Each(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	for _, engine := range Engines() {
		t.Run(string(engine), func(t *testing.T) { test(t, Database(t, engine)) })
	}
}

// Engines lists the engines.
func Engines() []migrations.Engine {
	return []migrations.Engine{migrations.SQLite, migrations.Postgres}
}

// Database gives the URL of a migrated database of the engine that no other test
// knows. It is gone after the test.
func Database(t testing.TB, engine migrations.Engine) string {
	t.Helper()
	if engine == migrations.Postgres {
		return postgresDatabase(t)
	}
	return sqliteDatabase(t)
}

// postgresTemplate is migrated once in a test binary and copied for each test.
const postgresTemplate = "jeton_template"

func postgresDatabase(t testing.TB) string {
	t.Helper()
	postgresTemplated(t)
	return postgres.ForTest(t).Database(t, postgresTemplate)
}

func postgresTemplated(t testing.TB) {
	t.Helper()
	postgres.ForTest(t).Template(t, postgresTemplate, func(url string) error { return migrations.Up(context.Background(), url) })
}

// Pooler starts a PgBouncer in transaction mode before the Postgres databases, with
// so many connections to each. It is stopped after the test.
func Pooler(t testing.TB, connections int) *postgres.Pooler {
	t.Helper()
	// The roles its login is a member of come with the first schema.
	postgresTemplated(t)
	return postgres.ForTest(t).Pooler(t, connections, "jeton_app", "jeton_lookup")
}

var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "jeton-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "jeton.db")
	if err := migrations.Up(context.Background(), "sqlite:"+file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func sqliteDatabase(t testing.TB) string {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "jeton.db")
	if err := os.WriteFile(file, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + file
}
