// Package console_test goes through the console in Chromium, at a running Jeton.
//
// What is looked at on the way, on every page, in light, in dark and as wide as a
// phone: that axe finds nothing, that nothing is wider than the window, that no
// browser reports a breach of the page's policy, and that no script fails. A name
// that would run if it were anything but text is shown, and does nothing.
//
// The one idea worth knowing is that the browser's work is scripts, one for each part
// of the console (pages) and one for each of the people it is for (stories), over what
// they share (browser.mjs): each ends with an error if anything is not as it says. Go
// starts a server for each and hands it what it needs to know, so a script that is put
// there is run.
package console_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/chromium"
	"github.com/jeton-id/jeton/test/process"
)

var keep = flag.String("looks", "", "keep the pictures of the pages in this folder: -args -looks=$PWD/docs/images")

var setupLink = regexp.MustCompile(`http://\S*jtn_setup_\w+`)

// TestPages runs every script in pages, each on an installation of its own, on one
// engine: what a page looks like does not depend on it, and the API behind it has
// tests of its own on both.
func TestPages(t *testing.T) {
	scripts, err := filepath.Glob("pages/*.mjs")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, script := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(script), ".mjs"), func(t *testing.T) {
			t.Parallel() // A browser waits more than it works.
			fresh(t, script, process.SQLite(t))
		})
	}
}

// fresh starts an installation that nobody has set up, and hands it to a script.
func fresh(t *testing.T, script string, config process.Config) string {
	t.Helper()
	config.OperatorToken = ""
	server := process.Start(t, config)
	require.Eventually(t, func() bool { return setupLink.MatchString(server.Stdout()) }, 10*time.Second, 20*time.Millisecond)
	return run(t, script, server, map[string]any{"setup": setupLink.FindString(server.Stdout()), "password": process.NewSecret()})
}

// run runs a script at a server, with more that it has to know, and gives what it
// wrote.
func run(t *testing.T, script string, server *process.Process, more map[string]any) string {
	t.Helper()
	node := findNode(t)
	settings := map[string]any{"chromium": chromium.Need(t), "origin": server.URL, "keep": *keep}
	maps.Copy(settings, more)
	text, err := json.Marshal(settings)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, script, string(text))
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	cmd.WaitDelay = time.Second
	output, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("node %s: %s\n%s%s", script, err, output, failed.Stderr)
	}
	require.NoError(t, err)
	return strings.TrimSpace(string(output))
}

// findNode fails the test where something is missing: a test that is skipped proves
// nothing.
func findNode(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the tests in test/console need Node.js 20 or newer: run go run ./test/setup")
	}
	for _, needed := range []string{"../interop/node_modules/playwright-core", "../interop/node_modules/axe-core", "../../web/dist/index.html"} {
		if _, err := os.Stat(filepath.FromSlash(needed)); err != nil {
			t.Fatalf("%s is not there: run go run ./test/setup", needed)
		}
	}
	return node
}
