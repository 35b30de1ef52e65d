// Package process runs the real binary, for tests of the whole program.
//
// A process is started as an operator would start it: with settings in the
// environment, and of our environment it sees nothing else. It is the program
// as it is in the source tree, built once for a test binary, with the race
// detector if the test binary has it.
//
// What no test has to remember: a process that reports a data race, panics, or
// writes a token or a secret to its log fails the test that started it; one
// that is still running when its test is over is asked to end and has to do so
// in order; and nothing outlives the test binary, however that ends (guard.go).
//
// The one idea worth knowing is that Config is an installation: processes
// started and commands run from one Config share database and keys, as replicas
// do. Most tests want both engines:
//
//	process.Engines(t, func(t *testing.T, config process.Config) {
//		server := process.Start(t, config)
//		token := server.At("acme").Token(t, shop)
//	})
package process

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/jeton-id/jeton/test/port"
)

// patience is how long a process may take to become ready, and to end after it
// was asked to. The race detector on a busy machine takes its time.
const patience = 90 * time.Second

// Config is what a process is given. Empty members are settings not made.
type Config struct {
	DatabaseURL   string
	SecretKey     string
	OperatorToken string
	// Env has more variables as "NAME=value"; of two for one name the later
	// counts.
	Env []string
	// Dir is the working folder, empty for a new one that goes with the test.
	Dir string
	// Binary is a variant made by Build or BuildEdited, empty for the program as
	// it is.
	Binary string
	// Under is a command that gets the program and its arguments as further
	// arguments of its own, and becomes it (execve): it sets up what the program
	// runs in, a file system say.
	Under []string
	// Demo starts the server with --demo.
	Demo bool
}

// environ is the whole environment of a process: its settings, and what any
// program may rely on. The race detector would have each wait a second at its
// end, for races that nobody would see any more.
func (c Config) environ(more ...string) []string {
	environ := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.TempDir(), "GORACE=atexit_sleep_ms=20",
	}
	for name, value := range map[string]string{
		"JETON_DATABASE_URL": c.DatabaseURL, "JETON_SECRET_KEY": c.SecretKey, "JETON_OPERATOR_TOKEN": c.OperatorToken,
	} {
		if value != "" {
			environ = append(environ, name+"="+value)
		}
	}
	return slices.Concat(environ, more, c.Env)
}

// confide notes every secret of the settings.
func (c Config) confide() {
	confide(c.SecretKey, c.OperatorToken)
	if database, err := url.Parse(c.DatabaseURL); err == nil {
		password, _ := database.User.Password()
		confide(password)
	}
}

// Process is one running server. What fails, fails the test that started it.
// Requests may be sent from any goroutine; the rest is for one at a time.
type Process struct {
	// URL is where it serves, without a slash at the end: its public URL too,
	// unless the settings say otherwise.
	URL string

	t      testing.TB
	config Config
	// environ is what the settings do not say: the address.
	environ        []string
	cmd            *exec.Cmd
	ended          chan struct{}
	stdout, stderr output
	client         *http.Client
	killed, paused bool
}

// Start starts a server on a free loopback port and returns when it is ready. It
// is stopped when the test is over.
func Start(t testing.TB, config Config) *Process {
	t.Helper()
	p := Launch(t, config)
	p.AwaitReady()
	return p
}

// Launch is Start without the waiting, for tests of what happens meanwhile.
func Launch(t testing.TB, config Config) *Process {
	t.Helper()
	if config.Dir == "" {
		config.Dir = t.TempDir()
	}
	listen := port.ForTest(t)
	p := &Process{URL: "http://" + listen, t: t, config: config, environ: []string{"JETON_LISTEN=" + listen}, client: newClient()}
	p.launch()
	t.Cleanup(p.finish)
	return p
}

// launch starts the program at the process's address.
func (p *Process) launch() {
	p.t.Helper()
	args := []string{"serve"}
	if p.config.Demo {
		args = append(args, "--demo")
	}
	cmd, ended := command(p.t, p.config, p.environ, args...), make(chan struct{})
	cmd.Stdout, cmd.Stderr = &p.stdout, &p.stderr
	if err := cmd.Start(); err != nil {
		p.t.Fatalf("start jeton: %s", err)
	}
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	p.cmd, p.ended, p.killed = cmd, ended, false
}

// AwaitReady returns when /readyz says so.
func (p *Process) AwaitReady() {
	p.t.Helper()
	deadline := time.After(patience)
	for {
		answer, err := p.Get("/readyz")
		if err == nil && answer.Status == http.StatusOK {
			return
		}
		select {
		case <-p.ended:
			p.t.Fatalf("jeton ended with %d before it was ready:\n%s", p.cmd.ProcessState.ExitCode(), p.stderr.tail())
		case <-deadline:
			p.t.Fatalf("jeton is not ready after %s: %s\n%s", patience, errors.Join(err, answer.unexpected()), p.stderr.tail())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Terminate asks the process to end, as an orchestrator does, and returns at
// once.
func (p *Process) Terminate() { p.signal(syscall.SIGTERM) }

// Wait waits until the process has ended and gives its exit code, which is -1 if
// a signal ended it.
func (p *Process) Wait() int {
	p.t.Helper()
	if !endsWithin(p.ended, patience) {
		p.Kill()
		p.t.Fatalf("jeton did not end in %s:\n%s", patience, p.stderr.tail())
	}
	return p.cmd.ProcessState.ExitCode()
}

// Stop ends the process the way an orchestrator would. Exit code 0 says that
// everything under way was finished.
func (p *Process) Stop() {
	p.t.Helper()
	if p.paused {
		p.Resume()
	}
	p.client.CloseIdleConnections()
	p.Terminate()
	if code := p.Wait(); code != 0 {
		p.t.Errorf("jeton ended with %d, want 0:\n%s", code, p.stderr.tail())
	}
}

// Kill ends the process at once, as losing the machine would.
func (p *Process) Kill() {
	p.killed = true
	p.signal(syscall.SIGKILL)
	<-p.ended
}

// Pause stops the process without ending it: its connections stay open and
// nothing answers, as when a machine hangs.
func (p *Process) Pause() {
	p.paused = true
	p.signal(syscall.SIGSTOP)
}

// Resume lets a paused process go on.
func (p *Process) Resume() {
	p.paused = false
	p.signal(syscall.SIGCONT)
}

// Stdout gives what the process has written to standard output so far.
func (p *Process) Stdout() string { return p.stdout.String() }

// Stderr gives what the process has written to standard error so far: its log.
func (p *Process) Stderr() string { return p.stderr.String() }

func (p *Process) signal(signal syscall.Signal) {
	// One that has ended needs no signal.
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("send %s: %s", signal, err)
	}
}

// finish is what every process goes through when its test is over.
func (p *Process) finish() {
	select {
	case <-p.ended:
		if code := p.cmd.ProcessState.ExitCode(); code != 0 && !p.killed {
			p.t.Errorf("jeton ended with %d:\n%s", code, p.stderr.tail())
		}
	default:
		p.Stop()
	}
	p.client.CloseIdleConnections()
	for _, wrong := range p.stderr.wrong() {
		p.t.Errorf("in the log of jeton: %s", wrong)
	}
	if p.t.Failed() {
		p.t.Logf("the end of the log of jeton at %s:\n%s", p.URL, p.stderr.tail())
	}
}

func endsWithin(ended <-chan struct{}, patience time.Duration) bool {
	select {
	case <-ended:
		return true
	case <-time.After(patience):
		return false
	}
}
