// Package page is docs/benchmarks.md: a page of sections, of which each has a command
// that writes it.
//
// A run writes its own section anew and leaves the others alone, and the notes at the
// end, which people write, are never touched.
//
// The one idea worth knowing is that a section ends where another of those that are
// listed here begins, so that it may have headings of its own.
package page

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// The sections of the page.
const (
	Bench = "## `make bench`"
	Scale = "## `make bench-scale`"
	Lists = "## `make bench-lists`"
	Soak  = "## `make soak`"
	notes = "## Notes"
)

// sections are in the order of the page.
func sections() []string { return []string{Bench, Scale, Lists, Soak, notes} }

const beforeSections = `# Benchmarks

Every answer behind a figure was checked: warm ones to the byte, those about a token that is asked about once for being active and that token's, issued tokens for their form, for not having been issued before, and the newest for being active. One wrong answer and there is no figure.

Everything runs on one machine over loopback: one server process, Postgres with its defaults for durability, and the generator of load in a process of its own, which takes its share of the processors (column *load*). Connections are kept open, and each asks again as soon as it has its answer. What a ratio compares was measured within seconds in the same round, and a ratio is the median over the rounds; the figures are medians, too. CPU is in seconds per thousand answers, trips are round trips from the server to its database.

The *empty handler* is the most there is to win: the same framework reads the same request (route, form, HTTP Basic) and writes the same bytes with the same headers, and knows nothing. *oidc-provider* is npm's, with its store in memory, which keeps the last thousand things; it is asked about 500 tokens of its one client. *pgbench* does the bare statement with ` + "`--protocol=prepared`" + ` on the same Postgres, on a table without further indexes; its *trips* are its transactions, and the processor time of Postgres beside it includes opening its connections. Jeton's log is on and goes to a file.

Run it with ` + "`make bench`" + ` (about twelve minutes), ` + "`make bench-scale`" + ` and ` + "`make bench-lists`" + `. They need Linux, PostgreSQL's server programs with pgbench, and Node.js. ` + "`go run ./test/bench -help`" + ` says how to measure less. ` + "`make soak`" + ` uses two replicas for half an hour, restarts them, turns the clock, and looks for what grows.
`

const beforeNotes = "\n\nWritten by hand; a run leaves it as it is.\n"

// Write writes one section of the page in a file.
func Write(file, section, text string) error {
	old, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("read the page: %w", err)
	}
	if err := os.WriteFile(file, []byte(withSection(string(old), section, text)), 0o644); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// withSection gives the page with one section written anew. What stands before
// the sections is always written anew; the notes are never.
func withSection(page, section, text string) string {
	texts := map[string]string{notes: notes + beforeNotes}
	for _, name := range sections() {
		if old, ok := sectionOf(page, name); ok {
			texts[name] = old
		}
	}
	texts[section] = text
	parts := []string{beforeSections}
	for _, name := range sections() {
		if texts[name] != "" {
			parts = append(parts, texts[name])
		}
	}
	return strings.Join(parts, "\n")
}

// sectionOf cuts a section out of a page: to where the next one begins, and the
// notes to the end of the page.
func sectionOf(page, name string) (string, bool) {
	begin := strings.Index(page, "\n"+name+"\n")
	if begin < 0 {
		return "", false
	}
	text := page[begin+1:]
	if name != notes {
		for _, next := range sections() {
			if end := strings.Index(text, "\n"+next+"\n"); end >= 0 {
				text = text[:end]
			}
		}
	}
	return strings.TrimRight(text, "\n") + "\n", true
}
