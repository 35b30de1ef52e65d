package persistence

import (
	"fmt"
	"os"
)

// sqliteClock asks SQLite for the time on a machine whose wall clock was stepped
// by as many seconds as a file says: it has no clock of its own.
func sqliteClock() string {
	seconds, err := os.ReadFile(os.Getenv("STEPPED_CLOCK"))
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) + 1000 * (%s)", seconds)
}
