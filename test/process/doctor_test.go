package process_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/jeton-id/jeton/test/process"
)

// ailment is something that is wrong with an installation.
type ailment struct {
	name string
	// config is what the commands are then given, version what the database
	// says its schema is, 0 for what it was.
	config  process.Config
	version int
	// told is what the doctor says to it, and refused what the server does.
	told, refused string
}

func ailments(config process.Config) []ailment {
	stranger := config
	stranger.SecretKey = process.NewSecretKey()
	return []ailment{
		{"another secret key", stranger, 0, "fail  keys: tenant system", "JETON_SECRET_KEY"},
		{"a schema of a newer binary", config, 9999, "fail  migrations: this binary is older than the database", "older than the database"},
	}
}

func TestDoctor(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		process.Start(t, config).Stop()
		healthy := process.Run(t, config, "doctor")
		require.Zero(t, healthy.Code, healthy.Stdout+healthy.Stderr)
		for _, subject := range []string{"settings", "migrations", "database", "isolation", "clock", "keys"} {
			require.Contains(t, healthy.Stdout, "ok    "+subject+":")
		}
		require.NotContains(t, healthy.Stdout, "fail")

		for _, a := range ailments(config) {
			t.Run(a.name, func(t *testing.T) {
				if a.version != 0 {
					was := setSchema(t, config, a.version)
					defer setSchema(t, config, was)
				}
				doctor := process.Run(t, a.config, "doctor")
				require.Equal(t, 1, doctor.Code, doctor.Stdout+doctor.Stderr)
				require.Contains(t, doctor.Stdout, a.told)
				// A server does not do what the doctor warns of.
				server := process.Run(t, a.config, "serve")
				require.Equal(t, 1, server.Code)
				require.Contains(t, server.Stderr, a.refused)
				require.NotContains(t, server.Stderr, `"serving"`)
			})
		}

		cured := process.Run(t, config, "doctor")
		require.Equal(t, healthy, cured, "neither looking nor refusing changed anything")
	})
}

func TestAnOldSchemaIsBroughtUpByServeAlone(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		for _, command := range []string{"migrate status", "export --tenant system"} {
			result := process.Run(t, config, strings.Fields(command)...)
			require.Equal(t, 1, result.Code, command)
			require.Contains(t, result.Stderr, "run jeton migrate up", command)
		}
		process.Start(t, config).Stop()
		require.Zero(t, process.Run(t, config, "migrate", "status").Code)
	})
}

func TestDoctorWithoutADatabase(t *testing.T) {
	config := process.Config{
		DatabaseURL: "postgres://jeton:" + process.NewSecret() + "@127.0.0.1:1/jeton?sslmode=disable",
		SecretKey:   process.NewSecretKey(),
	}
	result := process.Run(t, config, "doctor")
	require.Equal(t, 1, result.Code)
	require.Contains(t, result.Stdout, "fail  database: it cannot be reached")

	fresh := process.SQLite(t)
	result = process.Run(t, fresh, "doctor")
	require.Zero(t, result.Code, result.Stdout)
	require.Contains(t, result.Stdout, "the database is empty")
	require.NoFileExists(t, strings.TrimPrefix(fresh.DatabaseURL, "sqlite:"), "looking makes nothing")
}

// TestDoctorLooksAtTheMachine has it run where the operating system grants little.
func TestDoctorLooksAtTheMachine(t *testing.T) {
	healthy := process.SQLite(t)
	process.Start(t, healthy).Stop()
	disk, certificate := t.TempDir(), t.TempDir()
	makeCertificate(t, certificate)
	shell := []string{"/bin/sh", "-c"}
	// Who is not root has the right that is taken away here from nowhere.
	unprivileged := "setpriv --bounding-set=-net_bind_service"
	if os.Geteuid() != 0 {
		unprivileged = ""
	}
	for _, m := range []struct {
		name string
		// under sets the machine up and becomes the command.
		under []string
		env   []string
		told  string
		code  int
	}{
		{"few open files", append(shell, `ulimit -n 1000 && exec "$@"`, "sh"), nil, "warn  open files: a process may have 1000", 0},
		{
			"a full disk", append([]string{"unshare", "--user", "--map-root-user", "--mount"}, append(shell, `mount -t tmpfs -o size=64m tmpfs "$0" && exec "$@"`, disk)...),
			[]string{"JETON_DATABASE_URL=sqlite:" + filepath.Join(disk, "jeton.db")},
			"MiB left: without room nothing is written", 0,
		},
		{
			"a port of the system's", append(shell, "exec "+unprivileged+` "$@"`, "sh"),
			[]string{"JETON_LISTEN=127.0.0.1:81"},
			"fail  address: 127.0.0.1:81 is not for this user to listen on: set JETON_LISTEN", 1,
		},
		{
			"a certificate that ends", nil,
			[]string{"JETON_TLS_CERT=" + filepath.Join(certificate, "tls.crt"), "JETON_TLS_KEY=" + filepath.Join(certificate, "tls.key")},
			"warn  certificate: ", 0,
		},
	} {
		t.Run(m.name, func(t *testing.T) {
			config := healthy
			config.Under, config.Env = m.under, m.env
			doctor := process.Run(t, config, "doctor")
			require.Contains(t, doctor.Stdout, m.told, doctor.Stderr)
			require.Equal(t, m.code, doctor.Code, doctor.Stdout)
			require.NotContains(t, process.Run(t, healthy, "doctor").Stdout, m.told)
		})
	}
}

// setSchema has the database say that it is of another binary's schema, and
// gives what it said before.
func setSchema(t *testing.T, config process.Config, version int) (was int) {
	t.Helper()
	driver, source := "pgx", config.DatabaseURL
	if file, ok := strings.CutPrefix(source, "sqlite:"); ok {
		driver, source = "sqlite", file
	}
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT version FROM schema_migrations").Scan(&was))
	// What it needs is no less than what it is.
	for _, statement := range []string{"UPDATE schema_migrations SET version = %d", "UPDATE schema_floor SET oldest = %d"} {
		_, err = db.ExecContext(t.Context(), fmt.Sprintf(statement, version))
		require.NoError(t, err)
	}
	return was
}
