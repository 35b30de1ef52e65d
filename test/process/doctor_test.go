package process_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/jeton-id/jeton/test/process"
)

func TestDoctorFindsNothingWrong(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		_, w := serveTwins(t, config)
		result := process.Run(t, w.Config, "doctor")
		require.Zero(t, result.Code, result.Stdout+result.Stderr)
		for _, subject := range []string{"settings", "database", "isolation", "clock", "keys"} {
			require.Contains(t, result.Stdout, "ok    "+subject+":")
		}
		require.NotContains(t, result.Stdout, "fail")
	})
}

func TestDoctorSaysWhatToMend(t *testing.T) {
	for _, ailment := range []struct {
		name string
		// inflict makes it so.
		inflict func(t *testing.T, config *process.Config)
		// said is what the report has to say.
		said []string
	}{
		{"another secret key", func(_ *testing.T, config *process.Config) {
			config.SecretKey = process.NewSecretKey()
		}, []string{"keys: tenant acme", "secret key"}},
		{"a schema of a newer binary", func(t *testing.T, config *process.Config) {
			setSchema(t, *config, 9999)
		}, []string{"migrations", "older than the database", "9999"}},
		{"a schema of an older binary", func(t *testing.T, config *process.Config) {
			setSchema(t, *config, 1)
		}, []string{"migrations", "jeton migrate up"}},
	} {
		t.Run(ailment.name, func(t *testing.T) {
			process.Engines(t, func(t *testing.T, config process.Config) {
				w := newTwins(config)
				w.apply(t)
				ailment.inflict(t, &w.Config)
				result := process.Run(t, w.Config, "doctor")
				require.Equal(t, 1, result.Code, result.Stdout+result.Stderr)
				require.Contains(t, result.Stdout, "fail")
				for _, words := range ailment.said {
					require.Contains(t, result.Stdout, words)
				}
			})
		})
	}
}

// A server does not do what the doctor would warn of.
func TestServeRefusesWhatItCannotServe(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newTwins(config)
		w.apply(t)

		stranger := w.Config
		stranger.SecretKey = process.NewSecretKey()
		result := process.Run(t, stranger, "serve")
		require.Equal(t, 1, result.Code)
		require.Contains(t, result.Stderr, "secret key")

		setSchema(t, w.Config, 9999)
		for _, command := range []string{"serve", "migrate up", "migrate status", "export --tenant acme"} {
			result := process.Run(t, w.Config, strings.Fields(command)...)
			require.Equal(t, 1, result.Code, command)
			require.Contains(t, result.Stderr, "older than the database", command)
		}
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

// setSchema has the database say that it is of another binary's schema.
func setSchema(t *testing.T, config process.Config, version int) {
	t.Helper()
	driver, source := "pgx", config.DatabaseURL
	if file, ok := strings.CutPrefix(source, "sqlite:"); ok {
		driver, source = "sqlite", file
	}
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	defer db.Close()
	result, err := db.ExecContext(t.Context(), fmt.Sprintf("UPDATE schema_migrations SET version = %d", version))
	require.NoError(t, err)
	rows, err := result.RowsAffected()
	require.NoError(t, err)
	require.EqualValues(t, 1, rows)
}
