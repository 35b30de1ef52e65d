// Command next brings a database to the schema of a release that is not there yet.
//
// It migrates as every release does, up to the newest migration that it was built
// with. Tests build it with migrations that nobody has written, and so find out what
// the releases that there are do about those.
//
// The one idea worth knowing is that nothing else is in it: what a test does with
// such a schema, it does with the programs that people run.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/jeton-id/jeton/migrations"
)

func main() {
	if err := migrations.Up(context.Background(), os.Getenv("DATABASE_URL")); err != nil {
		fmt.Fprintln(os.Stderr, "next:", err)
		os.Exit(1)
	}
}
