// Package chart has the chart tested with everything else.
//
// The tests themselves are in helm/, beside the chart, and a module of their own:
// they need Helm and the types of Kubernetes, which the program must not depend on.
//
// The one idea worth knowing is that a module of its own is not found by ./... and has
// to be asked for.
package chart

import (
	"io/fs"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChart(t *testing.T) {
	module := os.DirFS("../../helm")
	// To read them is to tell the go command that this test depends on them.
	require.NoError(t, fs.WalkDir(module, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			_, err = fs.ReadFile(module, path)
		}
		return err
	}))
	cmd := exec.CommandContext(t.Context(), "go", "test", "./...")
	cmd.Dir = "../../helm"
	// Nothing in it is C, and it compiles in half the time.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", output)
}
