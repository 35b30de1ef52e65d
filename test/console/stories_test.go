package console_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

var update = flag.Bool("update", false, "write what the stories counted into docs/console.md: -args -update")

// TestStories has the three people whom the console is for do what they come for,
// from beginning to end, on both engines: at a new installation, and at a tenant that
// is as large as one gets. What they do is counted; docs/console.md tells it.
func TestStories(t *testing.T) {
	scripts, err := filepath.Glob("stories/*.mjs")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	large := newLarge(t)
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".mjs")
		t.Run(name+" at a new installation", func(t *testing.T) {
			process.Engines(t, func(t *testing.T, config process.Config) { asTold(t, fresh(t, script, config)) })
		})
		// The operators' own console has no more in it where a tenant is large.
		if name == "operator" {
			continue
		}
		t.Run(name+" at a large tenant", func(t *testing.T) {
			t.Run("sqlite", func(t *testing.T) { asTold(t, large.run(t, script, large.sqlite(t))) })
			t.Run("postgres", func(t *testing.T) { asTold(t, large.run(t, script, large.postgres(t))) })
		})
	}
}

// section is a part of docs/console.md, with its heading.
var section = regexp.MustCompile(`(?s)^(## [^\n]+)\n.*`)

// asTold holds what a story counted against docs/console.md.
func asTold(t *testing.T, told string) {
	t.Helper()
	if told == "" {
		return
	}
	t.Log(told)
	file := filepath.Join("..", "..", "docs", "console.md")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	if *update {
		heading := section.FindStringSubmatch(told)
		require.NotNil(t, heading, told)
		old := regexp.MustCompile(`(?s)` + regexp.QuoteMeta(heading[1]) + `\n\n\|.*?\n(\n|$)`)
		require.Regexp(t, old, string(text), "docs/console.md has a place for %s", heading[1])
		written := old.ReplaceAllLiteralString(string(text), told+"\n\n")
		require.NoError(t, os.WriteFile(file, []byte(strings.TrimRight(written, "\n")+"\n"), 0o644))
		return
	}
	require.Contains(t, string(text), told, "what people do has changed: go test ./test/console -run TestStories -args -update")
}
