package release

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Binary gives the release's program, built if it is not in the cache.
func (r Release) Binary(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	binary := filepath.Join(cache, "jeton-releases", r.Commit, "jeton")
	if _, err := os.Stat(binary); err == nil {
		return binary
	}
	t.Logf("building %s, which takes a minute or two and is kept in %s", r.Name, filepath.Dir(binary))
	if err := r.build(binary); err != nil {
		t.Fatalf("build %s: %s", r.Name, err)
	}
	return binary
}

// build builds the release as `make run` builds a demo: not optimised, which takes
// little more than half the time.
func (r Release) build(binary string) error {
	source, err := os.MkdirTemp("", "jeton-release-")
	if err != nil {
		return fmt.Errorf("make a folder for the source: %w", err)
	}
	defer func() { _ = os.RemoveAll(source) }()
	if err := r.extract(source); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(binary), 0o700); err != nil {
		return fmt.Errorf("make a folder for the binary: %w", err)
	}
	// Two tests may build at once; whoever finds a binary finds a whole one.
	fresh, err := os.MkdirTemp(filepath.Dir(binary), "")
	if err != nil {
		return fmt.Errorf("make a folder for the binary: %w", err)
	}
	defer func() { _ = os.RemoveAll(fresh) }()
	built := filepath.Join(fresh, "jeton")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-gcflags=all=-N -l -dwarf=false", "-ldflags=-s -w", "-o", built, ".")
	build.Dir = source
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	return os.Rename(built, binary)
}

// extract puts the release's source tree into a folder.
func (r Release) extract(folder string) error {
	root, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return errors.New("a release is built from the history of the repository: run the tests in a clone of it")
	}
	git := func(arguments ...string) *exec.Cmd {
		cmd := exec.Command("git", arguments...)
		cmd.Dir = strings.TrimSpace(string(root))
		return cmd
	}
	if git("cat-file", "-e", r.Commit+"^{commit}").Run() != nil {
		return fmt.Errorf("this clone does not reach back to commit %s: run git fetch --unshallow", r.Commit)
	}
	archive := filepath.Join(folder, ".tar")
	if output, err := git("archive", "--output="+archive, r.Commit).CombinedOutput(); err != nil {
		return fmt.Errorf("git archive: %w\n%s", err, output)
	}
	if output, err := exec.Command("tar", "-x", "-f", archive, "-C", folder).CombinedOutput(); err != nil {
		return fmt.Errorf("tar: %w\n%s", err, output)
	}
	return os.Remove(archive)
}
