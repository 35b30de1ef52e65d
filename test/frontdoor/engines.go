package frontdoor

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/test/postgres"
)

// Each runs test once for each engine, as a subtest, with the URL of a database
// of its own that is migrated and has its drawers open. The engines are tried at the
// same time: a test waits more than it works.
func Each(t *testing.T, test func(t *testing.T, databaseURL string)) {
	t.Helper()
	for _, engine := range []migrations.Engine{migrations.SQLite, migrations.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			test(t, Database(t, engine))
		})
	}
}

// Database gives a prepared database of the engine. It is gone after the test.
func Database(t testing.TB, engine migrations.Engine) string {
	t.Helper()
	if engine == migrations.Postgres {
		const template = "frontdoor"
		server := postgres.ForTest(t)
		server.Template(t, template, prepare)
		return server.Database(t, template)
	}
	prepared, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "jeton.db")
	if err := os.WriteFile(file, prepared, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + file
}

// prepare does once what takes longest: on Postgres, every open drawer is three
// partitions with all their indexes, to be copied for each test. Only those of
// tokens that live for up to a day are opened; a test that needs others sweeps.
func prepare(databaseURL string) error {
	ctx := context.Background()
	if err := migrations.Up(ctx, databaseURL); err != nil {
		return err
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: databaseURL})
	if err != nil {
		return err
	}
	var drawers []domain.Drawer
	for _, drawer := range domain.OpenDrawers(Noon) {
		if drawer.Ends().Before(Noon.Add(36*time.Hour)) && drawer < 1_000_000 {
			drawers = append(drawers, drawer)
		}
	}
	if err := store.OpenDrawers(ctx, drawers); err != nil {
		return err
	}
	return store.Close()
}

var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "jeton-frontdoor-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "jeton.db")
	if err := prepare("sqlite:" + file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})
