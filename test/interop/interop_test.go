// Package interop_test lets clients that other people wrote use a running Jeton:
// golang.org/x/oauth2 and coreos/go-oidc; oauth4webapi and openid-client under
// Node.js; oidc-client-ts in Chromium; nginx and Dovecot before what they protect.
//
// Our own tests send what we think the RFCs ask for. Here somebody else has read
// them, and their reading has to meet ours: the same requests, headers and
// errors, without a line of ours in between. Each flow in a .mjs file is a
// script of its own that ends with an error if anything is not as it says. A
// server that other people wrote stands beside: beside_test.go sends both the
// same requests.
//
// The one idea worth knowing is world: the Go test starts the server, registers
// everybody, and hands the scripts what they need to know as JSON. Whatever goes
// through the issuer's address is watched (watch_test.go), so that no endpoint
// that metadata names stays untouched.
package interop_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// scripts are the flows under Node.js, by the library that goes through them.
var scripts = []struct{ library, flow string }{
	{"oauth4webapi", "discovery"},
	{"oauth4webapi", "token"},
	{"oauth4webapi", "introspection"},
	{"oauth4webapi", "revocation"},
	{"oauth4webapi", "jwt"},
	{"oauth4webapi", "signin"},
	{"oauth4webapi", "par"},
	{"oauth4webapi", "polling"},
	{"openid-client", "openid"},
	{"oauth4webapi", "registration"},
}

func TestIndependentClients(t *testing.T) {
	node := findNode(t)
	process.Engines(t, func(t *testing.T, config process.Config) {
		server, watch, w := begin(t, config)
		// A client at work is watched; a client's test of what is refused is not.
		run := func(name string, watched bool, test func(t *testing.T)) {
			watch.by("")
			if watched {
				watch.by(name)
			}
			t.Run(name, test)
			watch.by("")
		}
		for _, script := range scripts {
			// This one fetches without its library.
			run(script.library+": "+script.flow, script.flow != "discovery", func(t *testing.T) { runScript(t, node, script.flow+".mjs", w) })
		}
		for _, way := range goClientGetsToken(w) {
			run("clientcredentials: "+way.name, true, func(t *testing.T) { way.check(t, server, w) })
		}
		for _, refusal := range goClientIsRefused(w) {
			run("clientcredentials: "+refusal.name, false, func(t *testing.T) { refusal.check(t, w) })
		}
		for _, app := range goApplications(w) {
			run("go-oidc: "+app.name, true, func(t *testing.T) { app.check(t, node, w) })
		}
		run("oidc-client-ts: in Chromium", true, func(t *testing.T) { runPages(t, node, server, config, w) })
		named := endpoints(t, w.Issuer)
		for _, flow := range preparedFlows {
			run("openid-client: "+flow.script, true, func(t *testing.T) { flow.check(t, node, server, config, w) })
		}
		t.Run("every endpoint is exercised", func(t *testing.T) { watch.exercised(t, w.Issuer, named) })
	})
}

// findNode fails the test where there is no Node.js or no library: a test that
// is skipped proves nothing.
func findNode(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the tests in test/interop need Node.js 20 or newer: install the packages nodejs and npm, or run go run ./test/setup")
	}
	for _, library := range []string{"axe-core", "jose", "oauth4webapi", "openid-client", "oidc-client-ts", "oidc-provider", "playwright-core"} {
		if _, err := os.Stat(filepath.Join("node_modules", library)); err != nil {
			t.Fatal("the packages of test/interop are not installed: run go run ./test/setup")
		}
	}
	return node
}

// runScript runs one flow, which ends with 0 only if everything was as it says,
// and gives what it wrote to standard output.
func runScript(t *testing.T, node, script string, w world, args ...string) string {
	t.Helper()
	text, err := json.Marshal(w)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, append([]string{script}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "WORLD=" + string(text)}
	cmd.WaitDelay = time.Second
	output, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("node %s: %s\n%s%s", script, err, output, failed.Stderr)
	}
	require.NoError(t, err, "node %s", script)
	return string(output)
}
