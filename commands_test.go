package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/persistence/storetest"
)

// shell runs the program in an environment of its own.
type shell struct {
	t       *testing.T
	environ []string
}

// onEachEngine runs test with the settings of a new installation.
func onEachEngine(t *testing.T, test func(shell)) {
	storetest.Each(t, func(t *testing.T, url string) {
		test(shell{t, []string{"JETON_DATABASE_URL=" + url, "JETON_SECRET_KEY=" + goodKey, "JETON_PUBLIC_URL=https://id.example"}})
	})
}

func (s shell) with(environ ...string) shell {
	s.environ = append(s.environ[:len(s.environ):len(s.environ)], environ...)
	return s
}

// run gives what the command writes and its exit code.
func (s shell) run(stdin string, args ...string) (stdout, stderr string, code int) {
	s.t.Helper()
	var out, err bytes.Buffer
	p := process{environ: s.environ, in: strings.NewReader(stdin), out: &out, err: &err}
	code = p.run(s.t.Context(), args)
	return out.String(), err.String(), code
}

// succeeds gives what a command that must succeed writes.
func (s shell) succeeds(stdin string, args ...string) string {
	s.t.Helper()
	stdout, stderr, code := s.run(stdin, args...)
	require.Equal(s.t, exitOK, code, "%s", stderr)
	require.Empty(s.t, stderr)
	return stdout
}

func variables() (environ []string) {
	for name, value := range someVariables {
		environ = append(environ, name+"="+value)
	}
	return environ
}

func TestApplyingAFileTwice(t *testing.T) {
	onEachEngine(t, func(s shell) {
		s = s.with(variables()...)
		file := filepath.Join("testdata", "apply", "twins.yaml")
		// The first start makes tenant system, so that the dry run can look.
		require.Equal(t, "no changes\n", s.succeeds("tenants: []", "apply", "-f", "-"))

		planned := s.succeeds("", "apply", "-f", file, "--dry-run")
		require.Contains(t, planned, "+ tenant acme\n")
		require.Contains(t, planned, "6 changes to be made; nothing was written\n")
		require.Equal(t, planned, s.succeeds("", "apply", "-f", file, "--dry-run"))

		applied := s.succeeds("", "apply", "-f", file)
		require.Equal(t, strings.ReplaceAll(planned, "to be made; nothing was written", "applied"), applied)
		require.Equal(t, "no changes\n", s.succeeds("", "apply", "-f", file))
		require.Equal(t, "no changes\n", s.succeeds("", "apply", "-f", file, "--dry-run"))
		for _, secret := range someVariables {
			if len(secret) > 10 {
				require.NotContains(t, applied, secret)
			}
		}
	})
}

func TestExportIsFitToBeApplied(t *testing.T) {
	onEachEngine(t, func(s shell) {
		s = s.with(variables()...)
		s.succeeds(string(readExample(t)), "apply", "-f", "-")
		exported := s.succeeds("", "export", "--tenant", "acme")
		require.Equal(t, exported, s.succeeds("", "export", "--tenant=acme"), "the order is always the same")
		require.Contains(t, exported, "Secrets are not included")
		require.Contains(t, exported, "${SHOP_SECRET}")
		require.Contains(t, exported, "${ORDERS_API_SECRET}")
		require.NotContains(t, exported, someVariables["SHOP_SECRET"])
		require.NotContains(t, exported, someVariables["ALICE_PASSWORD"])
		require.NotContains(t, exported, "argon2id")
		require.Contains(t, exported, "username: alice")
		require.Equal(t, "no changes\n", s.succeeds(exported, "apply", "-f", "-"))
		// The same file makes the same tenant elsewhere.
		require.Contains(t, s.succeeds(strings.Replace(exported, "slug: acme", "slug: globex", 1), "apply", "-f", "-"), "4 changes applied")
	})
}

func TestMistakesAreToldOnStandardError(t *testing.T) {
	s := shell{t, []string{"JETON_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "data", "jeton.db")}}
	wrong := s.with("JETON_LISTEN=x", "JETON_SECRETKEY=x")
	for _, test := range []struct {
		name  string
		shell shell
		args  []string
		stdin string
		code  int
		want  []string
	}{
		{"no command", s, nil, "", exitUsage, []string{"expected one of"}},
		{"an unknown command", s, []string{"destroy"}, "", exitUsage, []string{"unexpected argument destroy"}},
		{"an unknown flag", s, []string{"version", "--fast"}, "", exitUsage, []string{"unknown flag --fast"}},
		{"apply without a file", s, []string{"apply"}, "", exitUsage, []string{"--file"}},
		{"wrong settings", wrong, []string{"export", "--tenant", "acme"}, "", exitUsage, []string{"JETON_SECRETKEY: there is no such setting", "JETON_LISTEN: \"x\""}},
		{"a file that is not there", s, []string{"apply", "-f", "nowhere.yaml"}, "", exitFailure, []string{"nowhere.yaml: no such file"}},
		{"a file with mistakes", s, []string{"apply", "-f", "-"}, "tenants:\n  - slug: A\n  - slug: B\n", exitFailure, []string{"line 2: tenant \"A\"", "line 3: tenant \"B\""}},
		{"a dry run on nothing", s, []string{"apply", "-f", "-", "--dry-run"}, "tenants: []", exitFailure, []string{"run jeton migrate up"}},
		{"an export of nothing", s, []string{"export", "--tenant", "acme"}, "", exitFailure, []string{"run jeton migrate up"}},
		{"an export of what cannot be", s, []string{"export", "--tenant", "Acme"}, "", exitFailure, []string{"a slug is made of"}},
		{"the state of nothing", s, []string{"migrate", "status"}, "", exitFailure, []string{"run jeton migrate up"}},
		{"a demo in a real database", s, []string{"serve", "--demo"}, "", exitUsage, []string{"the demo has a database of its own"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, stderr, code := test.shell.run(test.stdin, test.args...)
			require.Equal(t, test.code, code)
			lines := strings.Split(strings.TrimSuffix(stderr, "\n"), "\n")
			require.Len(t, lines, len(test.want), "%s", stderr)
			for i, want := range test.want {
				require.Contains(t, stderr, want)
				require.True(t, strings.HasPrefix(lines[i], "jeton: "), lines[i])
			}
		})
	}
	config, err := readConfig(s.environ)
	require.NoError(t, err)
	require.NoFileExists(t, config.database().File, "a command that only looks makes nothing")
}

func TestMigrating(t *testing.T) {
	s := shell{t, []string{"JETON_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "data", "jeton.db")}}
	require.Contains(t, s.succeeds("", "migrate", "up"), "schema version ")
	require.Equal(t, s.succeeds("", "migrate", "up"), s.succeeds("", "migrate", "status"))
	require.Equal(t, "no changes\n", s.succeeds("tenants: []", "apply", "-f", "-"))
}

func TestAnotherSecretKeyIsNoticedAtOnce(t *testing.T) {
	onEachEngine(t, func(s shell) {
		s.succeeds("tenants: []", "apply", "-f", "-")
		_, stderr, code := s.with("JETON_SECRET_KEY=Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo=").run("tenants: []", "apply", "-f", "-")
		require.Equal(t, exitFailure, code)
		require.Contains(t, stderr, "was JETON_SECRET_KEY changed?")
	})
}

func TestHelpListsTheSettings(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"apply", "-h"}} {
		help := shell{t, nil}.succeeds("", args...)
		for _, s := range settings() {
			require.Contains(t, help, s.name)
		}
	}
	require.Contains(t, shell{t, nil}.succeeds("", "apply", "--help"), "${NAME}")
}

func TestVersionIsTold(t *testing.T) {
	require.Regexp(t, `^jeton \S+( commit [0-9a-f]+( with changes)?)? go1\.\d+`, shell{t, nil}.succeeds("", "version"))
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestACommandWhoseWordsAreLostHasFailed(t *testing.T) {
	var stderr bytes.Buffer
	p := process{out: full{}, err: &stderr}
	require.Equal(t, exitFailure, p.run(t.Context(), []string{"version"}))
	require.Equal(t, "jeton: write to standard output: no space left\n", stderr.String())
}
