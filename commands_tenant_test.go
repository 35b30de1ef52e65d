package main

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence/storetest"
)

const exportKey = "JETON_EXPORT_KEY=5k1mYxT8uQb3oVJ2c7R0sWgEdLzPfHaNiXtU4yKwZ9A="

// TestATenantFileHasNoSecret exports a tenant and looks for everything that is secret
// in every form that it could be written in.
func TestATenantFileHasNoSecret(t *testing.T) {
	s := onSQLite(t).with(variables()...).with(exportKey)
	s.succeeds(string(readExample(t)), "apply", "-f", "-")
	file := filepath.Join(t.TempDir(), "acme.tenant")
	require.Regexp(t, `acme.tenant: tenant acme, \d+ rows of \d+ tables\n$`, s.succeeds("", "tenant", "export", "--tenant", "acme", "--to", file))
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	text, err := os.ReadFile(file)
	require.NoError(t, err)

	config, err := readConfig(s.environ)
	require.NoError(t, err)
	in, err := viewInstallation(t.Context(), config)
	require.NoError(t, err)
	defer func() { require.NoError(t, in.Close()) }()
	tenant, err := in.store.FindTenant(t.Context(), "acme")
	require.NoError(t, err)
	rows, err := in.store.In(tenant.ID).Load(t.Context())
	require.NoError(t, err)
	hash, err := in.wrapper.HashKey(rows)
	require.NoError(t, err)
	secret := [][]byte{hash.Bytes(), rows.HashKey, []byte(config.SecretKey.Reveal()), []byte(config.ExportKey.Reveal())}
	for _, key := range rows.SigningKeys {
		private, err := in.wrapper.Private(tenant.ID, key)
		require.NoError(t, err)
		der, err := x509.MarshalPKCS8PrivateKey(private)
		require.NoError(t, err)
		// The beginning is the same for every key of a kind.
		secret = append(secret, der[len(der)-24:], key.Private)
	}
	for name, value := range someVariables {
		if strings.HasSuffix(name, "SECRET") || strings.HasSuffix(name, "PASSWORD") {
			secret = append(secret, []byte(value))
		}
	}
	require.Greater(t, len(secret), 8)
	for _, s := range secret {
		whole := len(s) / 3 * 3
		for _, form := range []string{string(s), hex.EncodeToString(s), base64.StdEncoding.EncodeToString(s[:whole]), base64.RawURLEncoding.EncodeToString(s[:whole])} {
			require.False(t, bytes.Contains(text, []byte(form)), "the file has a secret of %d bytes in it", len(s))
		}
	}
	require.Contains(t, string(text), "$argon2id$", "a password is there as it is kept")
}

func TestATenantFileIsImportedOrRefused(t *testing.T) {
	s := onSQLite(t).with(variables()...).with(exportKey)
	s.succeeds(string(readExample(t)), "apply", "-f", "-")
	dir := t.TempDir()
	file := filepath.Join(dir, "acme.tenant")
	s.succeeds("", "tenant", "export", "--tenant", "acme", "--to", file)
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	put := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		return path
	}
	altered := put("altered", bytes.Replace(whole, []byte(`"username":"alice"`), []byte(`"username":"mallo"`), 1))
	cut := put("cut", whole[:len(whole)/2])
	old := put("old", bytes.Replace(whole, []byte(`"schema":`), []byte(`"schema":1`), 1))

	there := onSQLite(t)
	there.environ[1] = "JETON_SECRET_KEY=" + anotherKey
	for _, test := range []struct {
		name  string
		shell shell
		args  []string
		code  int
		want  string
	}{
		{"export without a key", there, []string{"tenant", "export", "--tenant", "acme", "--to", "x"}, exitUsage, "JETON_EXPORT_KEY: it is required"},
		{"import without a key", there, []string{"tenant", "import", "--from", file}, exitUsage, "JETON_EXPORT_KEY: it is required"},
		{"a weak key", there.with("JETON_EXPORT_KEY=x"), []string{"tenant", "import", "--from", file}, exitUsage, "JETON_EXPORT_KEY: it is not 32 bytes in base64"},
		{"the installation's own key", there.with("JETON_EXPORT_KEY=" + anotherKey), []string{"tenant", "import", "--from", file}, exitUsage, "JETON_EXPORT_KEY: it must not be JETON_SECRET_KEY"},
		{"another key", there.with("JETON_EXPORT_KEY=" + goodKey), []string{"tenant", "import", "--from", file}, exitFailure, "another export key"},
		{"a file that was cut off", there.with(exportKey), []string{"tenant", "import", "--from", cut}, exitFailure, "cut off or altered"},
		{"a file that was altered", there.with(exportKey), []string{"tenant", "import", "--from", altered}, exitFailure, "cut off or altered"},
		{"another version", there.with(exportKey), []string{"tenant", "import", "--from", old}, exitFailure, "the file has schema version 1"},
		{"no file", there.with(exportKey), []string{"tenant", "import", "--from", filepath.Join(dir, "nowhere")}, exitFailure, "nowhere: no such file"},
		{"over a file", s, []string{"tenant", "export", "--tenant", "acme", "--to", altered}, exitFailure, "altered: file exists"},
		{"tenant system", s, []string{"tenant", "export", "--tenant", "system", "--to", "x"}, exitFailure, "stays in it"},
		{"an unknown tenant", s, []string{"tenant", "export", "--tenant", "nobody", "--to", filepath.Join(dir, "none")}, exitFailure, "not_found"},
		{"where it is already", s, []string{"tenant", "import", "--from", file}, exitFailure, "tenant_taken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			stdout, stderr, code := test.shell.run("", test.args...)
			require.Equal(t, test.code, code, stderr)
			require.Contains(t, stderr, test.want)
			require.Empty(t, stdout)
		})
	}
	require.NoFileExists(t, filepath.Join(dir, "none"))
	// Nothing of what was refused is there, and what is whole comes in once.
	require.Contains(t, there.fails("", "export", "--tenant", "acme"), "not_found")
	require.Regexp(t, `^tenant acme, \d+ rows of \d+ tables\n$`, there.with(exportKey).succeeds("", "tenant", "import", "--from", file))
	require.Equal(t, s.succeeds("", "export", "--tenant", "acme"), there.succeeds("", "export", "--tenant", "acme"))
	require.Contains(t, there.with(exportKey).fails("", "tenant", "import", "--from", file), "tenant_taken")
}

// fails gives what a command that must fail writes to standard error.
func (s shell) fails(stdin string, args ...string) string {
	s.t.Helper()
	_, stderr, code := s.run(stdin, args...)
	require.Equal(s.t, exitFailure, code)
	return stderr
}

// onSQLite is a new installation.
func onSQLite(t *testing.T) shell {
	t.Helper()
	return shell{t, []string{"JETON_DATABASE_URL=" + storetest.Database(t, migrations.SQLite), "JETON_SECRET_KEY=" + goodKey, "JETON_PUBLIC_URL=https://id.example"}}
}
