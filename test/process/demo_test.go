package process_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

func TestDemoLinesDoWhatTheySay(t *testing.T) {
	config := process.Config{Demo: true, Dir: t.TempDir()}
	server := process.Start(t, config)
	first := demoLines(t, server)
	requireDemo(t, paste(t, first))
	requireDemo(t, paste(t, first))
	server.Stop()

	// A later start has secrets of its own, and those of the first are dead.
	server = process.Start(t, config)
	second := demoLines(t, server)
	requireDemo(t, paste(t, second))
	for i, line := range second {
		require.NotEqual(t, first[i], line)
	}
}

func TestDemoKeepsAwayFromWhatIsReal(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		result := process.Run(t, config, "serve", "--demo")
		require.Equal(t, 2, result.Code)
		require.Contains(t, result.Stderr, "JETON_DATABASE_URL")
		require.Empty(t, result.Stdout)
	})
}

// demoLines gives the commands that the server printed, without the comments.
func demoLines(t *testing.T, server *process.Process) []string {
	t.Helper()
	var lines []string
	require.Eventually(t, func() bool {
		lines = nil
		for line := range strings.Lines(server.Stdout()) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
		return len(lines) > 0
	}, 10*time.Second, 20*time.Millisecond)
	require.Len(t, lines, 6)
	return lines
}

// paste runs the lines in one shell, one after another, as a person would, and
// gives what each of them printed.
func paste(t *testing.T, lines []string) []string {
	t.Helper()
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the lines of the demo need %s: install the package %s", tool, tool)
		}
	}
	const next = "\x1e"
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "bash", "--norc", "--noprofile")
	shell.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	shell.Stdin = strings.NewReader(strings.Join(lines, "\nprintf '"+next+"'\n") + "\n")
	output, err := shell.CombinedOutput()
	require.NoError(t, err, string(output))
	return strings.Split(string(output), next)
}

// requireDemo holds what the lines printed to what the demo promises.
func requireDemo(t *testing.T, printed []string) {
	t.Helper()
	require.Len(t, printed, 6)
	for i := range printed {
		printed[i] = strings.TrimSpace(printed[i])
	}
	const inactive = `{"active":false}`
	require.Regexp(t, `^jtn_at_[0-9A-Za-z]+$`, printed[0], "a reference token")
	require.Contains(t, printed[1], `"active":true`, "the Orders API")
	require.Contains(t, printed[1], `"scope":"orders:read"`)
	require.Equal(t, inactive, printed[2], "the Billing API")
	require.Equal(t, inactive, printed[3], "the other tenant")
	require.Contains(t, printed[4], "200", "revoked")
	require.Equal(t, inactive, printed[5], "the Orders API afterwards")
}
