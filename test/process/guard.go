package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"testing"
)

// guarding is a small shell that reads from a pipe whose other end is ours.
// Nothing is ever written to it: however the test binary ends, the pipe ends
// with it, and then the guard removes the folder of the binaries and kills its
// own process group. Every process we start is born into that group, so there
// is no moment at which one could be left behind.
const guarding = `
trap '' INT TERM HUP
read -r line <&3
rm -rf "$0"
kill -KILL 0
`

// guard is the one guard of this test binary.
type guard struct {
	// group is the process group that ends with us.
	group int
	// dir is a folder that ends with us.
	dir string
	// held is our end of the pipe; dropping it would be the end of the group.
	held *os.File
}

var theGuard = sync.OnceValues(func() (*guard, error) {
	dir, err := os.MkdirTemp("", "jeton-process-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for binaries: %w", err)
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe to the guard: %w", err)
	}
	defer theirs.Close()
	cmd := exec.Command("/bin/sh", "-c", guarding, dir)
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start the guard: %w", err), ours.Close(), os.RemoveAll(dir))
	}
	return &guard{group: cmd.Process.Pid, dir: dir, held: ours}, nil
})

// command prepares the program to run as a process of the guard's group, with
// the environment of the config and nothing of ours.
func command(t testing.TB, config Config, environ []string, args ...string) *exec.Cmd {
	t.Helper()
	keeper, err := theGuard()
	if err != nil {
		t.Fatal(err)
	}
	config.confide()
	if config.Binary == "" {
		config.Binary = product(t)
	}
	if config.Dir == "" {
		config.Dir = t.TempDir()
	}
	line := slices.Concat(config.Under, []string{config.Binary}, args)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir = config.Dir
	cmd.Env = config.environ(environ...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: keeper.group}
	return cmd
}
