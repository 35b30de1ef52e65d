package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// guarding is a small shell that reads from a pipe whose other end is ours.
// Nothing is ever written to it: however the benchmark ends, the pipe ends with
// it, and then the guard removes the folder and kills its own process group, into
// which everything we start is born.
const guarding = `
trap '' INT TERM HUP
read -r line <&3
rm -rf "$0"
kill -KILL 0
`

// group is every process of the benchmark but Postgres, which has a guard of its
// own, and the folder for all it writes.
type group struct {
	dir  string
	id   int
	held *os.File
	done chan struct{}
}

func newGroup() (*group, error) {
	dir, err := os.MkdirTemp("", "jeton-bench-")
	if err != nil {
		return nil, err
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	defer theirs.Close()
	cmd := exec.Command("/bin/sh", "-c", guarding, dir)
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start the guard: %w", err), ours.Close(), os.RemoveAll(dir))
	}
	g := &group{dir: dir, id: cmd.Process.Pid, held: ours, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(g.done)
	}()
	return g, nil
}

// end ends every process that is left and removes the folder.
func (g *group) end() {
	_ = g.held.Close()
	<-g.done
}

func (g *group) path(name string) string { return filepath.Join(g.dir, name) }

// child is one process.
type child struct {
	name   string
	cmd    *exec.Cmd
	log    string
	stdout io.ReadCloser
	ended  chan struct{}
}

// start starts a process of the group. What it writes to standard error goes to a
// file, as a server's log does in production.
func (g *group) start(name string, cmd *exec.Cmd) (*child, error) {
	c := &child{name: name, cmd: cmd, log: g.path(name + ".log"), ended: make(chan struct{})}
	// To append, so that it can be emptied while it is written to.
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer writer.Close()
	c.stdout, cmd.Stdout, cmd.Stderr = reader, writer, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: g.id}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), reader.Close())
	}
	go func() {
		_ = cmd.Wait()
		close(c.ended)
	}()
	return c, nil
}

// stop ends the process the way an orchestrator would.
func (c *child) stop() error {
	defer c.stdout.Close()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.ended:
		return nil
	case <-time.After(patience):
		_ = c.cmd.Process.Kill()
		<-c.ended
		return fmt.Errorf("%s did not end in %s", c.name, patience)
	}
}

// emptyLog keeps the log from filling the disk.
func (c *child) emptyLog() error { return os.Truncate(c.log, 0) }

// lastWords gives the end of the log, for errors.
func (c *child) lastWords() string {
	text, _ := os.ReadFile(c.log)
	lines := strings.SplitAfter(string(text), "\n")
	return strings.Join(lines[max(0, len(lines)-10):], "")
}
