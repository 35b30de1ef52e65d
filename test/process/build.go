package process

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
)

// program is what is built.
const program = "github.com/jeton-id/jeton"

var asItIs = sync.OnceValues(func() (string, error) { return build(program) })

// product gives the program as it is in the source tree.
func product(t testing.TB) string {
	t.Helper()
	binary, err := asItIs()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// Product gives the path of the program as it is in the source tree. It is named
// jeton, so that a shell with its folder in PATH finds it.
func Product(t testing.TB) string {
	t.Helper()
	return product(t)
}

// Build builds a variant of the program with more flags for go build, and gives
// the binary's path. The binary goes with the test binary.
func Build(t testing.TB, flags ...string) string {
	t.Helper()
	binary, err := build(program, flags...)
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

func build(program string, flags ...string) (string, error) {
	keeper, err := theGuard()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(keeper.dir, "")
	if err != nil {
		return "", fmt.Errorf("make a folder for the binary: %w", err)
	}
	binary := filepath.Join(dir, "jeton")
	// Where the tree comes from is no concern of a test, and asking git for it
	// fails in a tree of somebody else's. What a debugger would need takes longer
	// to link than all the rest.
	args := []string{"build", "-buildvcs=false", "-ldflags=-w", "-o", binary}
	// The go that runs the tests, wherever it found its caches.
	output, err := exec.Command("go", slices.Concat(args, asWeWere(), flags, []string{program})...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build jeton: %w\n%s", err, output)
	}
	return binary, nil
}

// asWeWere gives the flags this test binary was built with, the race detector
// among them: what was compiled for the tests then serves the program too.
func asWeWere() (flags []string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, setting := range info.Settings {
		if slices.Contains([]string{"-race", "-gcflags", "-tags"}, setting.Key) {
			flags = append(flags, setting.Key+"="+setting.Value)
		}
	}
	return flags
}
