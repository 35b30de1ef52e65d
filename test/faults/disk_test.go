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

	"github.com/jeton-id/jeton/test/load"
)

// Writes fail here with EFBIG where on a full disk it is ENOSPC. It takes nobody's
// permission to limit a process of one's own, so this one runs everywhere.
func filesCannotGrow(t *testing.T, s *stage) {
	l := s.NewLoad(t, s.OnSQLite(t), 1)
	dice := load.NewDice(s.Seed, t.Name())
	limit := func(bytes string) {
		output, err := exec.Command("prlimit", "--pid", strconv.Itoa(l.Servers[0].PID()), "--fsize="+bytes+":unlimited").CombinedOutput()
		require.NoError(t, err, "the limit of a process is set with prlimit, of the package util-linux: %s", output)
	}
	l.Survives(t, func() {
		// Somewhere in the middle of what is yet to be written, and of a page.
		limit(strconv.Itoa(100_000 + dice.IntN(200_000)))
		fills(t, l)
		s.pause(t)
		limit("unlimited")
	})
}

// A disk of our own to fill is a file system in memory, mounted in a namespace
// that only the server is in.
func diskIsFull(t *testing.T, s *stage) {
	config := s.OnSQLite(t)
	seed, ok := strings.CutPrefix(config.DatabaseURL, "sqlite:")
	require.True(t, ok)
	alone := []string{"unshare", "--user", "--map-root-user", "--mount"}
	output, err := exec.Command(alone[0], append(alone[1:], "true")...).CombinedOutput()
	require.NoError(t, err, "a disk to fill needs a user namespace, which this machine refuses "+
		"(on Ubuntu: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; in a container: its security profile): %s", output)

	disk := t.TempDir()
	config.Under = append(alone, "/bin/sh", "-c", `mount -t tmpfs -o size=64m tmpfs "$1" && cp "$0"/* "$1" && shift && exec "$@"`, filepath.Dir(seed), disk)
	config.DatabaseURL = "sqlite:" + filepath.Join(disk, "jeton.db")
	l := s.NewLoad(t, config, 1)
	inside := fmt.Sprintf("/proc/%d/root%s", l.Servers[0].PID(), disk)
	// The doctor comes in by the same door.
	l.Config.Under, l.Config.DatabaseURL = nil, "sqlite:"+filepath.Join(inside, "jeton.db")
	filler := filepath.Join(inside, "filler")
	l.Survives(t, func() {
		fill(t, filler)
		fills(t, l)
		s.pause(t)
		require.NoError(t, os.Remove(filler))
	})
}

// fills waits until writes are refused, and demands that what was written before
// can be read all the same.
func fills(t *testing.T, l *load.Load) {
	t.Helper()
	require.Eventually(t, func() bool { return l.Refused(load.Issuing, 1) }, load.Slowest, 10*time.Millisecond, "nobody felt the fault")
	l.Mark()
	require.Eventually(t, func() bool { return l.Refused(load.Issuing, 1) && l.Answered(load.Asking) > 0 }, load.Recovery, 10*time.Millisecond, "nothing can be read")
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
