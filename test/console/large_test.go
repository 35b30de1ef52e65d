package console_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/filling"
	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

// largeTokens is how many tokens the large tenant has; it has a hundredth as many
// applications and people.
const largeTokens = 1_000_000

const largeFile = `tenants:
  - slug: acme
    name: Acme Inc.
    users: [{username: alice, name: Alice Liddell, password: "${ALICE_SECRET}", roles: [owner]}]
`

// large is the large tenant acme, which alice owns. On each engine it is made once,
// and whoever wants it has a copy.
type large struct {
	key, password, declared string
	// file is the database on SQLite, once it was made.
	file func() (string, error)
}

func newLarge(t *testing.T) *large {
	t.Helper()
	dir := t.TempDir()
	l := &large{key: process.NewSecretKey(), password: process.NewSecret(), declared: filepath.Join(dir, "large.yaml")}
	require.NoError(t, os.WriteFile(l.declared, []byte(largeFile), 0o600))
	l.file = sync.OnceValues(func() (string, error) {
		file := filepath.Join(dir, "jeton.db")
		return file, l.make(t, "sqlite:"+file)
	})
	return l
}

// make registers the tenant and fills it.
func (l *large) make(t *testing.T, url string) error {
	config := process.Config{DatabaseURL: url, SecretKey: l.key, Env: []string{"ALICE_SECRET=" + l.password}}
	if applied := process.Run(t, config, "apply", "-f", l.declared); applied.Code != 0 {
		return fmt.Errorf("jeton apply: %s", applied.Stderr)
	}
	return filling.FillTenant(t.Context(), url, "acme", largeTokens)
}

func (l *large) sqlite(t *testing.T) process.Config {
	t.Helper()
	made, err := l.file()
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "jeton.db")
	require.NoError(t, duplicate(made, file))
	return process.Config{DatabaseURL: "sqlite:" + file, SecretKey: l.key}
}

func (l *large) postgres(t *testing.T) process.Config {
	t.Helper()
	const template = "large"
	server := postgres.ForTest(t)
	server.Template(t, template, func(url string) error { return l.make(t, url) })
	return process.Config{DatabaseURL: server.Database(t, template), SecretKey: l.key}
}

// run hands a script a server with the tenant.
func (l *large) run(t *testing.T, script string, config process.Config) string {
	t.Helper()
	return run(t, script, process.Start(t, config), map[string]any{"password": l.password, "large": true})
}

func duplicate(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	copied, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(copied, source); err != nil {
		_ = copied.Close()
		return err
	}
	return copied.Close()
}
