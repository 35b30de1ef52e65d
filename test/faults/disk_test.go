package faults_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Writes fail here with EFBIG where on a full disk it is ENOSPC. It takes nobody's
// permission to limit a process of one's own, so this one runs everywhere.
func filesCannotGrow(t *testing.T, s *stage) {
	l := s.newLoad(t, s.onSQLite(t), 1)
	dice := newDice(s.seed, t.Name())
	limit := func(bytes string) {
		output, err := exec.Command("prlimit", "--pid", strconv.Itoa(l.servers[0].PID()), "--fsize="+bytes+":unlimited").CombinedOutput()
		require.NoError(t, err, "the limit of a process is set with prlimit, of the package util-linux: %s", output)
	}
	l.survives(t, func() {
		// Somewhere in the middle of what is yet to be written, and of a page.
		limit(strconv.Itoa(100_000 + dice.IntN(200_000)))
		l.fills(t)
		s.pause(t)
		limit("unlimited")
	})
}

// A disk of our own to fill is a file system in memory, mounted in a namespace
// that only the server is in.
func diskIsFull(t *testing.T, s *stage) {
	config := s.onSQLite(t)
	seed, ok := strings.CutPrefix(config.DatabaseURL, "sqlite:")
	require.True(t, ok)
	alone := []string{"unshare", "--user", "--map-root-user", "--mount"}
	output, err := exec.Command(alone[0], append(alone[1:], "true")...).CombinedOutput()
	require.NoError(t, err, "a disk to fill needs a user namespace, which this machine refuses "+
		"(on Ubuntu: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; in a container: its security profile): %s", output)

	disk := t.TempDir()
	config.Under = append(alone, "/bin/sh", "-c", `mount -t tmpfs -o size=64m tmpfs "$1" && cp "$0"/* "$1" && shift && exec "$@"`, filepath.Dir(seed), disk)
	config.DatabaseURL = "sqlite:" + filepath.Join(disk, "jeton.db")
	l := s.newLoad(t, config, 1)
	inside := fmt.Sprintf("/proc/%d/root%s", l.servers[0].PID(), disk)
	// The doctor comes in by the same door.
	l.config.Under, l.config.DatabaseURL = nil, "sqlite:"+filepath.Join(inside, "jeton.db")
	filler := filepath.Join(inside, "filler")
	l.survives(t, func() {
		fill(t, filler)
		l.fills(t)
		s.pause(t)
		require.NoError(t, os.Remove(filler))
	})
}

// fills waits until writes are refused, and demands that what was written before
// can be read all the same.
func (l *load) fills(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return l.refused(issuing, 1) }, slowest, 10*time.Millisecond, "nobody felt the fault")
	l.mark()
	require.Eventually(t, func() bool { return l.refused(issuing, 1) && l.answered(asking) > 0 }, recovery, 10*time.Millisecond, "nothing can be read")
}

// fill writes until there is no more room.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	require.NoError(t, err)
	defer f.Close()
	for chunk := make([]byte, 64<<10); len(chunk) > 0; {
		if _, err := f.Write(chunk); errors.Is(err, syscall.ENOSPC) {
			chunk = chunk[:len(chunk)/2]
		} else {
			require.NoError(t, err)
		}
	}
}
