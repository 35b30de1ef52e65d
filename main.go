// Command jeton is a multi-tenant OAuth 2.0 identity platform built around
// reference tokens: a client receives an opaque handle, and a resource server
// asks what it means.
//
// This package is the binary alone: settings (config.go), commands (commands.go,
// commands_apply.go, doctor.go), and in serve.go the wiring of everything, by
// hand and from top to bottom. What the product does is in domain and below;
// start there.
//
// The one idea worth knowing is that the program is a function. It takes
// arguments, environment and streams and gives an exit code, so that tests run
// it whole.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(mainCode()) }

func mainCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal asks to end in order; from then on a second one ends at
	// once.
	context.AfterFunc(ctx, stop)
	p := process{environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr}
	return p.run(ctx, os.Args[1:])
}
