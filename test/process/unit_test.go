package process_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// TestTheUnit holds the unit of systemd, and the settings that the documentation puts
// beside it, to what systemd and the program understand.
func TestTheUnit(t *testing.T) {
	text, err := os.ReadFile("../../docs/jeton.service")
	require.NoError(t, err)
	operations, err := os.ReadFile("../../docs/operations.md")
	require.NoError(t, err)
	_, settings, found := strings.Cut(string(operations), "/etc/jeton/jeton.env <<'ENV'\n")
	require.True(t, found)
	settings, _, found = strings.Cut(settings, "\nENV\n")
	require.True(t, found)

	folder := t.TempDir()
	unit := filepath.Join(folder, "jeton.service")
	// Neither user, program nor folder of the real one need be on this machine.
	here := strings.NewReplacer("/usr/local/bin/jeton", "/bin/true", "User=jeton\n", "User=daemon\n", "/var/lib/jeton", folder).Replace(string(text))
	require.NoError(t, os.WriteFile(unit, []byte(here), 0o600))
	output, err := exec.Command("systemd-analyze", "verify", "--man=no", unit).CombinedOutput()
	require.NoError(t, err, "the unit is checked by systemd-analyze, of the package systemd: %s", output)
	require.Empty(t, string(output))

	config := process.SQLite(t)
	database := config.DatabaseURL
	config.DatabaseURL = ""
	config.Env = strings.Split(strings.ReplaceAll(settings, "sqlite:/var/lib/jeton/jeton.db", database), "\n")
	doctor := process.Run(t, config, "doctor")
	require.Zero(t, doctor.Code, doctor.Stdout)
	require.Contains(t, doctor.Stdout, "ok    public URL: issuers are https://id.example.com/t/{tenant}")
	require.NotContains(t, doctor.Stdout, "trusted proxies")
}
