// Command bench measures Jeton, and what it is to be compared with, in one run
// on one machine: an empty handler in the same framework, npm's oidc-provider,
// and what Postgres itself does when pgbench asks it. It starts everything it
// needs, a private Postgres among it, on the loopback interface, and leaves
// nothing behind.
//
// What it promises: every answer is checked, to the byte where that is possible,
// and one wrong answer ends the run; no figure stands for answers that were not
// looked at. The two sides of a ratio are measured within seconds of one another,
// and a ratio is the median over several rounds, so that a machine that grows
// slow for a while does not decide it.
//
// The one idea worth knowing is that the benchmark is several processes. This
// program starts itself again as the generator of load, once for each cell, and
// as the empty handler (baseline.go); meanwhile it does nothing itself. What the
// two say to one another is in job.go. The generator is in load.go, the list of
// what is measured in cells.go, what is demanded of it in ratios.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	// rounds is how often each cell is measured, each for as long as length.
	rounds int
	length time.Duration
	// only selects what is measured by name.
	only *regexp.Regexp
	// bulk is the share of the large numbers that is loaded: tokens by the
	// million, tenants by the thousand.
	bulk float64
	// scale measures growth instead of everything else.
	scale bool
	// lists measures the lists of the management API instead of everything else.
	lists bool
	// write writes docs/benchmarks.md even if this is not a full run.
	write bool
}

// trying says whether less is measured than a report needs.
func (o options) trying() bool {
	is := fullRun()
	return o.rounds != is.rounds || o.length != is.length || o.bulk != is.bulk || o.only.String() != is.only.String()
}

func fullRun() options {
	return options{rounds: 5, length: 1250 * time.Millisecond, only: regexp.MustCompile(""), bulk: 1}
}

// seconds gives a multiple of a cell's length.
func (o options) seconds(times float64) time.Duration {
	return time.Duration(times * float64(o.length))
}

// large gives the number to load where a full run loads n.
func (o options) large(n int) int { return max(1, int(float64(n)*o.bulk)) }

func parseFlags() (options, error) {
	o := fullRun()
	only := ""
	flag.IntVar(&o.rounds, "rounds", o.rounds, "how often each cell is measured")
	flag.DurationVar(&o.length, "length", o.length, "how long each cell is measured")
	flag.StringVar(&only, "only", "", "a regular expression: measure only what it matches, as in introspect/postgres/warm/64 or fairness")
	flag.Float64Var(&o.bulk, "bulk", o.bulk, "the share of the large numbers of tokens and tenants that is loaded")
	flag.BoolVar(&o.scale, "scale", o.scale, "measure how look-ups grow with the number of tokens")
	flag.BoolVar(&o.lists, "lists", o.lists, "measure the lists of the management API about a tenant with a million tokens")
	flag.BoolVar(&o.write, "write", o.write, "write docs/benchmarks.md even if this is not a full run")
	flag.Parse()
	var err error
	o.only, err = regexp.Compile(only)
	return o, err
}

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func start() error {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "load":
			return generator()
		case "baseline":
			return baseline()
		case "api":
			return serveAPI()
		case "listen":
			return listen()
		}
	}
	o, err := parseFlags()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err = measure(ctx, o)
	if ctx.Err() != nil {
		// What else went wrong came of it.
		return errors.New("interrupted")
	}
	return err
}

func measure(ctx context.Context, o options) error {
	b, err := begin(ctx, o)
	if err != nil {
		return err
	}
	defer b.end()
	if o.scale {
		return b.measureScale(ctx)
	}
	if o.lists {
		return b.measureLists(ctx)
	}
	return b.measureAll(ctx)
}
