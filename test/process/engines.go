package process

import (
	"crypto/rand"
	"encoding/base64"
	"path/filepath"
	"testing"

	"github.com/jeton-id/jeton/test/postgres"
)

// Engines runs a test on each engine, both at once, for servers wait more than they
// work: as subtests "sqlite" and "postgres", each with an installation of its own that
// is still empty.
func Engines(t *testing.T, test func(t *testing.T, config Config)) {
	t.Helper()
	on := func(engine string, installation func(testing.TB) Config) {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, installation(t))
		})
	}
	on("sqlite", SQLite)
	on("postgres", Postgres)
}

// SQLite gives an empty installation on SQLite.
func SQLite(t testing.TB) Config {
	t.Helper()
	return installation("sqlite:" + filepath.Join(t.TempDir(), "jeton.db"))
}

// Postgres gives an empty installation on a database of its own.
func Postgres(t testing.TB) Config {
	t.Helper()
	return installation(postgres.ForTest(t).Database(t, ""))
}

func installation(databaseURL string) Config {
	return Config{DatabaseURL: databaseURL, SecretKey: NewSecretKey(), OperatorToken: NewSecret()}
}

// NewSecretKey draws a value for JETON_SECRET_KEY.
func NewSecretKey() string {
	var key [32]byte
	// It cannot fail.
	_, _ = rand.Read(key[:])
	text := base64.StdEncoding.EncodeToString(key[:])
	confide(text)
	return text
}
