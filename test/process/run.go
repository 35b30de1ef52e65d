package process

import (
	"strings"
	"testing"
)

// Result is how a command ended.
type Result struct {
	// Stdout is what was asked for, Stderr what there was to say about it.
	Stdout, Stderr string
	// Code is the exit code.
	Code int
}

// Run runs a command of the program, with input if it reads any, and returns
// when it has ended.
func Run(t testing.TB, config Config, args ...string) Result {
	t.Helper()
	return RunWith(t, config, "", args...)
}

// RunWith is Run with something to read on standard input.
func RunWith(t testing.TB, config Config, input string, args ...string) Result {
	t.Helper()
	var stdout, stderr output
	cmd := command(t, config, nil, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("start jeton %s: %s", strings.Join(args, " "), err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	if !endsWithin(ended, patience) {
		_ = cmd.Process.Kill()
		<-ended
		t.Fatalf("jeton %s did not end in %s:\n%s", strings.Join(args, " "), patience, stderr.tail())
	}
	for _, stream := range []*output{&stdout, &stderr} {
		for _, wrong := range stream.wrong() {
			t.Errorf("in the output of jeton %s: %s", strings.Join(args, " "), wrong)
		}
	}
	return Result{Stdout: stdout.String(), Stderr: stderr.String(), Code: cmd.ProcessState.ExitCode()}
}

// RunAndKill starts a command and kills it, as losing the machine would, once
// meanwhile is over.
func RunAndKill(t testing.TB, config Config, meanwhile func(), args ...string) {
	t.Helper()
	cmd := command(t, config, nil, args...)
	if err := cmd.Start(); err != nil {
		t.Fatalf("start jeton %s: %s", args[0], err)
	}
	// A test that fails meanwhile leaves it to the guard.
	meanwhile()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatalf("kill jeton %s: %s", args[0], err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatalf("jeton %s was over before it was killed", args[0])
	}
}
