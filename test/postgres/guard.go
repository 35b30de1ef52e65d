package postgres

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// guarded becomes the postmaster, after it has left a guard behind that reads
// from a pipe whose other end is ours. A line means that we saw the server end
// and the guard may go; the end of the pipe means that we are gone, and then
// the guard ends the server, wakes it in case it was paused, and removes the
// data. The guard is there before the postmaster is, so there is no moment at
// which the server could be left alone; and it is forked twice, so that the
// postmaster does not take it for a child of its own.
const guarded = `
( (
	trap '' INT TERM HUP
	read -r line && exit
	kill -QUIT $$
	kill -CONT $$
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		kill -0 $$ || break
		sleep 0.5
	done
	cd / && rm -rf "$0"
) <&3 >/dev/null 2>&1 & )
exec 3<&-
exec "$@"
`

// spawn starts the postmaster with its guard.
func (s *Server) spawn() (err error) {
	args := []string{filepath.Join(s.bin, "postgres"), "-D", "data"}
	for _, setting := range s.settings() {
		args = append(args, "-c", setting)
	}
	s.postmaster, s.guard, s.ended, err = s.underGuard(s.dir, args...)
	s.paused = false
	return err
}

// underGuard starts a program as the server's user in a folder, which the guard
// removes if we end before the program has. What it says is in the file log.
func (s *Server) underGuard(dir string, program ...string) (_ *os.Process, guard *os.File, ended chan struct{}, err error) {
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("open the server's log: %w", err)
	}
	defer log.Close()
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, nil, nil, fmt.Errorf("make a pipe to the guard: %w", err)
	}
	defer theirs.Close()
	cmd := s.command(context.Background(), "/bin/sh", append([]string{"-c", guarded, dir}, program...)...)
	cmd.Dir = dir
	// Files, never a pipe of the test binary's: `go test` waits for those.
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{theirs}
	if err := cmd.Start(); err != nil {
		_ = ours.Close()
		return nil, nil, nil, fmt.Errorf("start %s: %w", program[0], err)
	}
	ended = make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	return cmd.Process, ours, ended, nil
}

// shutDown ends the server: first so that commits in flight complete, then,
// when patience is over, at any price.
func (s *Server) shutDown() {
	if s.postmaster == nil {
		return
	}
	if s.paused {
		_ = s.Resume()
	}
	_ = s.postmaster.Signal(syscall.SIGINT)
	select {
	case <-s.ended:
		s.dismissGuard()
	case <-time.After(patience):
		_ = s.Kill()
	}
}

// Kill ends every process of the server at once, as losing the machine would.
// What was committed is there again after Restart.
func (s *Server) Kill() error {
	if s.postmaster == nil {
		return nil
	}
	if err := s.signal(syscall.SIGSTOP, syscall.SIGKILL); err != nil {
		return err
	}
	if err := s.postmaster.Kill(); err != nil {
		return fmt.Errorf("kill the postmaster: %w", err)
	}
	<-s.ended
	s.dismissGuard()
	return nil
}

// Pause stops the server without ending it: connections stay open and nothing
// answers, as when a machine hangs or the network swallows packets.
func (s *Server) Pause() error {
	s.paused = true
	return s.signal(syscall.SIGSTOP, syscall.SIGSTOP)
}

// Resume lets a paused server go on.
func (s *Server) Resume() error {
	s.paused = false
	return s.signal(syscall.SIGCONT, syscall.SIGCONT)
}

func (s *Server) dismissGuard() {
	_, _ = s.guard.WriteString("\n")
	_ = s.guard.Close()
	s.postmaster = nil
}

// signal sends one signal to the postmaster and then another to its children:
// a stopped postmaster makes no more of them while we count.
func (s *Server) signal(postmaster, children syscall.Signal) error {
	if s.postmaster == nil {
		return fmt.Errorf("signal PostgreSQL: %w", os.ErrProcessDone)
	}
	if err := s.postmaster.Signal(postmaster); err != nil {
		return fmt.Errorf("signal the postmaster: %w", err)
	}
	pids, err := childrenOf(s.postmaster.Pid)
	if err != nil {
		return err
	}
	for _, pid := range pids {
		// One that ended meanwhile needs no signal.
		_ = syscall.Kill(pid, children)
	}
	return nil
}

func childrenOf(parent int) ([]int, error) {
	output, err := exec.Command("ps", "-A", "-o", "pid=", "-o", "ppid=").Output()
	if err != nil {
		return nil, fmt.Errorf("list processes with ps: %w", err)
	}
	var pids []int
	for line := range strings.Lines(string(output)) {
		fields := strings.Fields(line)
		if len(fields) == 2 && fields[1] == strconv.Itoa(parent) {
			if pid, err := strconv.Atoi(fields[0]); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids, nil
}
