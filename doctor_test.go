package main

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/persistence"
)

// mistake is one that the doctor finds. Its name is the row that says so in
// docs/operations.md.
type mistake struct {
	name string
	// engine is the only one on which it can be made, empty for both.
	engine string
	// environ makes it by settings, make by whatever else there is.
	environ []string
	make    func(t *testing.T, s shell)
	// told is what the doctor says, failed whether that is a failure.
	told   string
	failed bool
}

const (
	inPostgres = "postgres"
	inSQLite   = "sqlite"
)

const goodToken = "op-0123456789-abcdefghijklmnopqrstuv"

// mistakes go from the harmless to those after which the next could not be seen.
// What one of them did to the database, the next finds still.
func mistakes() []mistake {
	settings := func(name, told string, environ ...string) mistake {
		return mistake{name: name, environ: environ, told: told}
	}
	return []mistake{
		settings("an issuer without TLS", "warn  public URL: http://id.example is not https", "JETON_PUBLIC_URL=http://id.example"),
		settings("an issuer nobody else reaches", "warn  public URL: http://127.0.0.1:8080 is this machine alone", "JETON_PUBLIC_URL=http://127.0.0.1:8080", "JETON_LISTEN=0.0.0.0:0"),
		settings("a proxy that is not trusted", "warn  trusted proxies: a proxy must be what speaks TLS", "JETON_PUBLIC_URL=https://id.example"),
		settings("everybody is a proxy", "warn  trusted proxies: 0.0.0.0/0 is everybody", "JETON_TRUSTED_PROXIES=0.0.0.0/0"),
		settings("calls to anywhere", "warn  outbound: ::/0 is everything", "JETON_OUTBOUND_ALLOW=::/0"),
		settings("a rate that is never reached", "warn  rates: one caller may ask 20 times a second and its whole tenant 10", "JETON_CALLER_RATE=20", "JETON_TENANT_RATE=10"),
		{name: "an address of another machine", environ: []string{"JETON_LISTEN=192.0.2.1:8080"}, told: "fail  address: 192.0.2.1:8080 is not an address of this machine: set JETON_LISTEN", failed: true},
		{name: "a wrong setting", environ: []string{"JETON_LISTEN=x"}, told: "fail  settings: JETON_LISTEN: ", failed: true},
		{name: "a setting that is misspelt", environ: []string{"JETON_LISTENS=x"}, told: "did you mean JETON_LISTEN?", failed: true},
		{name: "a weak key", environ: []string{"JETON_SECRET_KEY=" + strings.Repeat("A", 43) + "="}, told: "fail  settings: JETON_SECRET_KEY: it was not drawn at random", failed: true},
		{name: "a weak operator token", environ: []string{"JETON_OPERATOR_TOKEN=" + strings.Repeat("jeton", 8)}, told: "fail  settings: JETON_OPERATOR_TOKEN: it was not drawn at random", failed: true},
		{name: "a key of another installation", environ: []string{"JETON_SECRET_KEY=" + anotherKey}, told: "fail  keys: tenant system: ", failed: true},
		{name: "no database", environ: []string{"JETON_DATABASE_URL=postgres://u:hush@127.0.0.1:1/d"}, told: "fail  database: it cannot be reached", failed: true},
		{name: "nobody can get in", told: "warn  operators: nobody manages this installation yet"},
		{name: "files that others read", engine: inSQLite, make: openToAll, told: "chmod 600 "},
		{name: "a superuser", engine: inPostgres, told: "warn  database: the role of JETON_DATABASE_URL is a superuser"},
		{name: "commits that are lost", engine: inPostgres, make: inDatabase("SET synchronous_commit = off"), told: "warn  database: synchronous_commit is off"},
		{name: "too few connections", engine: inPostgres, make: inDatabase("CONNECTION LIMIT 16"), told: "fail  database: a process of Jeton opens up to 17 connections, and it allows 16", failed: true},
		{name: "a database that takes no writes", engine: inPostgres, make: inDatabase("SET default_transaction_read_only = on"), told: "fail  database: it takes no writes", failed: true},
		{name: "drawers that are not dropped", make: withStore((*persistence.Store).OpenDrawers, []domain.Drawer{1}), told: "warn  drawers: one was to be dropped "},
		{name: "a missing drawer", make: withStore(dropDrawers, domain.OpenDrawers(time.Now())), told: "warn  drawers: some are missing"},
		{name: "a clock that went back", make: past(fmt.Sprintf("UPDATE tenants SET updated_at = %d", time.Now().Add(time.Hour).UnixMilli())), told: "warn  clock: tenant system was changed "},
		{name: "keys that nobody rotates", make: past(fmt.Sprintf("UPDATE tenants SET created_at = 0, updated_at = 0; UPDATE signing_keys SET signs_from = %d", time.Now().Add(-100*24*time.Hour).UnixMilli())), told: "warn  keys: new signing keys are overdue at 1 tenant."},
		{name: "an upgrade that was begun", make: past("UPDATE schema_migrations SET version = 9999"), told: "warn  migrations: schema version 9999 is a newer binary's"},
		{name: "tables without their wall", engine: inPostgres, make: past("ALTER TABLE clients NO FORCE ROW LEVEL SECURITY"), told: "fail  isolation: check the isolation of tenants: row-level security is not forced on clients", failed: true},
		{name: "a migration that did not finish", make: past("UPDATE schema_migrations SET dirty = true"), told: "fail  migrations: migration ", failed: true},
		{name: "an old schema", make: past("UPDATE schema_migrations SET dirty = false, version = 3"), told: "run jeton migrate up", failed: true},
		{name: "an old binary", make: past("UPDATE schema_floor SET oldest = 9999; UPDATE schema_migrations SET version = 9999"), told: "this binary is older than the database", failed: true},
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	onEachEngine(t, func(s shell) {
		s.succeeds("tenants: []", "apply", "-f", "-")
		withStore((*persistence.Store).OpenDrawers, domain.OpenDrawers(time.Now()))(t, s)
		healthy := s.with("JETON_LISTEN=127.0.0.1:0", "JETON_TRUSTED_PROXIES=192.0.2.7", "JETON_OPERATOR_TOKEN="+goodToken)
		engine, was := s.engine(), healthy.succeeds("", "doctor")
		for _, subject := range []string{"settings", "public URL", "address", "migrations", "database", "isolation", "clock", "operators", "keys"} {
			require.Contains(t, was, "ok    "+subject+": ")
		}
		require.NotContains(t, was, "fail")
		require.NotContains(t, was, goodKey)
		for _, m := range mistakes() {
			if m.engine != "" && m.engine != engine {
				continue
			}
			t.Run(m.name, func(t *testing.T) {
				if m.engine == "" || m.make != nil {
					require.NotContains(t, was, m.told, "it was there before")
				}
				s := s.with("JETON_LISTEN=127.0.0.1:0").with(m.environ...)
				if m.make != nil {
					m.make(t, s)
				}
				stdout, stderr, code := s.run("", "doctor")
				require.Contains(t, stdout, m.told)
				require.Equal(t, m.failed, code == exitFailure, stdout)
				require.NotContains(t, stdout, "hush")
				require.Empty(t, stderr)
				if m.failed && m.make != nil && m.engine == inPostgres {
					inDatabase("RESET ALL")(t, s)
					inDatabase("CONNECTION LIMIT -1")(t, s)
				}
			})
		}
	})
}

// TestTheDoctorsMistakesAreDocumented holds the table of docs/operations.md to what
// the tests make.
func TestTheDoctorsMistakesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("docs/operations.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(text), "## What the doctor finds\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	documented := map[string]bool{}
	for line := range strings.Lines(section) {
		if name, found := strings.CutPrefix(line, "| "); found && !strings.HasPrefix(line, "| mistake |") {
			name, _, _ = strings.Cut(name, " |")
			documented[name] = true
		}
	}
	// What the operating system is asked is tried by test/process.
	made := map[string]bool{"a full disk": true, "few open files": true, "a disk over a network": true, "a port of the system's": true, "a clock that is wrong": true, "a certificate that ends": true}
	for _, m := range mistakes() {
		made[m.name] = true
	}
	require.Equal(t, made, documented)
}

func TestDoctorWithoutWhatIsThereLater(t *testing.T) {
	folder := t.TempDir()
	s := shell{t, []string{"JETON_LISTEN=127.0.0.1:0", "JETON_PUBLIC_URL=https://id.example", "JETON_DATABASE_URL=sqlite:" + filepath.Join(folder, "jeton.db")}}
	require.Contains(t, s.succeeds("", "doctor"), "warn  migrations: the database is empty: start jeton serve")
	s.succeeds("tenants: []", "apply", "-f", "-")
	require.NoError(t, os.Remove(filepath.Join(folder, "secret.key")))
	stdout, _, code := s.run("", "doctor")
	require.Equal(t, exitFailure, code)
	require.Contains(t, stdout, "secret.key is missing")
}

func TestDoctorBesideAServer(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	s := shell{t, []string{"JETON_LISTEN=" + listener.Addr().String(), "JETON_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "jeton.db")}}
	require.Contains(t, s.succeeds("", "doctor"), "is taken, by a running server one hopes")
}

// engine is the one whose database the settings name.
func (s shell) engine() string {
	if strings.HasPrefix(s.databaseURL(), "sqlite:") {
		return inSQLite
	}
	return inPostgres
}

func (s shell) databaseURL() (last string) {
	for _, variable := range s.environ {
		if url, found := strings.CutPrefix(variable, "JETON_DATABASE_URL="); found {
			last = url
		}
	}
	return last
}

// past gives what runs a statement past Jeton.
func past(statement string) func(*testing.T, shell) {
	return func(t *testing.T, s shell) {
		t.Helper()
		driver, source := "pgx", s.databaseURL()
		if file, found := strings.CutPrefix(source, "sqlite:"); found {
			driver, source = "sqlite", file
		}
		db, err := sql.Open(driver, source)
		require.NoError(t, err)
		defer db.Close()
		_, err = db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
}

// withStore gives what does something with drawers, as a server's sweep would.
func withStore(do func(*persistence.Store, context.Context, []domain.Drawer) error, drawers []domain.Drawer) func(*testing.T, shell) {
	return func(t *testing.T, s shell) {
		t.Helper()
		store, err := persistence.Open(t.Context(), persistence.Config{URL: s.databaseURL()})
		require.NoError(t, err)
		defer func() { require.NoError(t, store.Close()) }()
		require.NoError(t, do(store, t.Context(), drawers))
	}
}

func dropDrawers(store *persistence.Store, ctx context.Context, drawers []domain.Drawer) error {
	for _, drawer := range drawers {
		if err := store.DropDrawer(ctx, drawer); err != nil {
			return err
		}
	}
	return nil
}

// inDatabase gives what alters a Postgres database, also one that takes no writes.
func inDatabase(clause string) func(*testing.T, shell) {
	return past("SET TRANSACTION READ WRITE; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I " + clause + "', current_database()); END $$")
}

// openToAll lets everybody read the database and the folder it is in.
func openToAll(t *testing.T, s shell) {
	file := strings.TrimPrefix(s.databaseURL(), "sqlite:")
	require.NoError(t, os.Chmod(filepath.Dir(file), 0o755))
	require.NoError(t, os.Chmod(file, 0o644))
}
