package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/port"
)

// TestDemoLinesWorkAsTheyArePrinted starts the demo and pastes what it prints
// into a shell.
func TestDemoLinesWorkAsTheyArePrinted(t *testing.T) {
	t.Chdir(t.TempDir())
	address := port.ForTest(t)

	ctx, stop := context.WithCancel(t.Context())
	out, printed := io.Pipe()
	ended := make(chan int)
	var stderr strings.Builder
	go func() {
		p := process{environ: []string{"JETON_LISTEN=" + address}, out: printed, err: &stderr}
		code := p.run(ctx, []string{"serve", "--demo"})
		_ = printed.Close()
		ended <- code
	}()
	// All is printed by one write.
	lines := make([]byte, 1<<16)
	n, err := out.Read(lines)
	require.NoError(t, err, "%s", &stderr)

	pasted := exec.CommandContext(ctx, "bash")
	pasted.Stdin = strings.NewReader(string(lines[:n]))
	answers, err := pasted.CombinedOutput()
	require.NoError(t, err)
	answered := strings.Split(strings.TrimSpace(string(answers)), "\n")
	require.Len(t, answered, 6, "%s", answers)
	require.Regexp(t, `^jtn_at_\w+$`, answered[0])
	require.Contains(t, answered[1], fmt.Sprintf(`"active":true,"iss":"http://%s/t/acme"`, address))
	require.Contains(t, answered[1], `"scope":"orders:read"`)
	require.Equal(t, `{"active":false}`, answered[2], "the Billing API")
	require.Equal(t, `{"active":false}`, answered[3], "another tenant's Orders API")
	require.Equal(t, "revoked, status 200", answered[4])
	require.Equal(t, `{"active":false}`, answered[5], "the Orders API once the token was revoked")

	stop()
	require.Equal(t, exitOK, <-ended, "%s", &stderr)
	for line := range strings.Lines(stderr.String()) {
		require.True(t, json.Valid([]byte(line)), "nothing but the log is on standard error: %s", line)
	}
}

func TestDemoSecretsAreDrawnAnewEachTime(t *testing.T) {
	config := sqliteConfig(t)
	in, err := openInstallation(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, in.Close()) })
	first, err := applyDemo(t.Context(), in)
	require.NoError(t, err)
	second, err := applyDemo(t.Context(), in)
	require.NoError(t, err)
	require.Len(t, second, len(first))
	for name, secret := range first {
		require.False(t, secret.Equal(second[name]), name)
		require.NotContains(t, string(demoFile), secret.Reveal())
	}
}
