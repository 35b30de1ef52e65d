// Package release knows the releases there have been, and gives tests their
// binaries.
//
// What an installation upgrades from is not this source tree but a binary that
// somebody runs, so tests run that one: built from the repository's own history,
// the way it was, and kept in the user's cache by its commit. A clone that does
// not reach back so far fails the test and says what to do.
//
// The one idea worth knowing is releases.txt. Tags are not in every clone, so the
// file names each release with its commit, the schema version it brought, and a
// sum over the migrations up to there, which nobody may edit any more: databases
// have run them. Whoever makes a release adds a line; `go test ./test/release`
// says what it has to be.
package release

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed releases.txt
var text string

// Release is one that people run.
type Release struct {
	Name string
	// Commit is the whole id of what it was built from.
	Commit string
	// Schema is the version of the schema that it brought.
	Schema uint
	// Migrations is Sum of the migrations that it brought.
	Migrations string
}

// All gives every release, the oldest first.
func All() ([]Release, error) {
	var releases []Release
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) != 4 {
			return nil, fmt.Errorf("releases.txt: %q is not a name, a commit, a schema version and a sum", strings.TrimSpace(line))
		}
		schema, err := strconv.ParseUint(fields[2], 10, 32)
		if err != nil {
			return nil, fmt.Errorf("releases.txt: %s is no schema version", fields[2])
		}
		releases = append(releases, Release{fields[0], fields[1], uint(schema), fields[3]})
	}
	if len(releases) == 0 {
		return nil, errors.New("releases.txt names no release")
	}
	return releases, nil
}

// Last gives the release that people upgrade from: one release back is how far
// what is here has to get on with what was.
func Last() (Release, error) {
	all, err := All()
	if err != nil {
		return Release{}, err
	}
	return all[len(all)-1], nil
}

// Sum sums up the migrations of all engines up to a version, from a file system
// with a folder for each engine.
func Sum(migrations fs.FS, upTo uint) (string, error) {
	sum := sha256.New()
	files, err := fs.Glob(migrations, "*/*.up.sql") // in order
	if err != nil {
		return "", err
	}
	for _, file := range files {
		_, name, _ := strings.Cut(file, "/")
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return "", fmt.Errorf("migration %s has no number: %w", file, err)
		}
		if uint(version) > upTo {
			continue
		}
		text, err := fs.ReadFile(migrations, file)
		if err != nil {
			return "", err
		}
		// Writing to a hash cannot fail.
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", file, len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}
