package postgres

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"syscall"
)

// installed lists where packages put the server programs when they keep them
// out of PATH: Debian and Ubuntu, Fedora and its kin, Homebrew.
var installed = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
}

// Find gives the directory of the PostgreSQL server programs: the one in PATH,
// else the newest that is installed. The error says what to install.
func Find() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		// Through the link, since the link's directory may hold but one of them.
		if target, err := filepath.EvalSymlinks(initdb); err == nil && hasServer(filepath.Dir(target)) {
			return filepath.Dir(target), nil
		}
	}
	var found []string
	for _, pattern := range installed {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			return "", fmt.Errorf("look for PostgreSQL: %w", err)
		}
		found = append(found, matches...)
	}
	if newest := newestServer(found); newest != "" {
		return newest, nil
	}
	return "", errors.New("the PostgreSQL server programs (initdb, postgres) are not installed: install the package postgresql")
}

var number = regexp.MustCompile(`\d+`)

// newestServer gives the directory with the highest version at the end of its path, of
// those that hold the programs, or nothing.
func newestServer(dirs []string) string {
	dirs = slices.DeleteFunc(slices.Clone(dirs), func(dir string) bool { return !hasServer(dir) })
	if len(dirs) == 0 {
		return ""
	}
	version := func(dir string) int {
		numbers := number.FindAllString(dir, -1)
		if len(numbers) == 0 {
			return 0
		}
		n, _ := strconv.Atoi(numbers[len(numbers)-1])
		return n
	}
	return slices.MaxFunc(dirs, func(a, b string) int { return cmp.Compare(version(a), version(b)) })
}

func hasServer(dir string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, program)); err != nil {
			return false
		}
	}
	return true
}

// owner picks an unprivileged user for the server if we are root.
func owner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(account.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read the user id of %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(account.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read the group id of %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as")
}
