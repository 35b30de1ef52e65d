package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// report is docs/benchmarks.md: a page of sections, of which a run writes its
// own anew and leaves the others alone.
type report struct {
	verdicts []verdict
	// text is what comes after the verdicts.
	text strings.Builder
}

// The sections of the page.
const (
	benchSection = "## `make bench`"
	scaleSection = "## `make bench-scale`"
	listsSection = "## `make bench-lists`"
	notesSection = "## Notes"
)

// sections are in the order of the page.
func sections() []string { return []string{benchSection, scaleSection, listsSection, notesSection} }

const beforeSections = `# Benchmarks

Every answer behind a figure was checked: warm ones to the byte, those about a token that is asked about once for being active and that token's, issued tokens for their form, for not having been issued before, and the newest for being active. One wrong answer and there is no figure.

Everything runs on one machine over loopback: one server process, Postgres with its defaults for durability, and the generator of load in a process of its own, which takes its share of the processors (column *load*). Connections are kept open, and each asks again as soon as it has its answer. What a ratio compares was measured within seconds in the same round, and a ratio is the median over the rounds; the figures are medians, too. CPU is in seconds per thousand answers, trips are round trips from the server to its database.

The *empty handler* is the most there is to win: the same framework reads the same request (route, form, HTTP Basic) and writes the same bytes with the same headers, and knows nothing. *oidc-provider* is npm's, with its store in memory, which keeps the last thousand things; it is asked about 500 tokens of its one client. *pgbench* does the bare statement with ` + "`--protocol=prepared`" + ` on the same Postgres, on a table without further indexes; its *trips* are its transactions, and the processor time of Postgres beside it includes opening its connections. Jeton's log is on and goes to a file.

Run it with ` + "`make bench`" + ` (about twelve minutes), ` + "`make bench-scale`" + ` and ` + "`make bench-lists`" + `. They need Linux, PostgreSQL's server programs with pgbench, and Node.js. ` + "`go run ./test/bench -help`" + ` says how to measure less.
`

const beforeNotes = "\n\nWritten by hand; a run leaves it as it is.\n"

// publish prints the verdicts and writes the section of this run, unless this is
// but a trial.
func (b *bench) publish(ctx context.Context, section string, r *report) error {
	verdicts := verdictTable(r.verdicts)
	fmt.Printf("\n%s\nOther work on the machine: %s.\n\n", verdicts.text(), &b.elsewhere)
	if b.trying() && !b.write {
		b.say("less than a full run: docs/benchmarks.md stays as it is")
		return nil
	}
	about, err := b.describe(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(b.root, "docs", "benchmarks.md")
	page, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	text := section + "\n\n" + about + "\n" + verdicts.markdown() + "\n" + strings.TrimSpace(r.text.String()) + "\n"
	b.say("writing docs/benchmarks.md")
	return os.WriteFile(path, []byte(withSection(string(page), section, text)), 0o644)
}

// withSection gives the page with one section written anew. What stands before
// the sections is always written anew; the notes are never.
func withSection(page, section, text string) string {
	texts := map[string]string{notesSection: notesSection + beforeNotes}
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
	if name != notesSection {
		for _, next := range sections() {
			if end := strings.Index(text, "\n"+next+"\n"); end >= 0 {
				text = text[:end]
			}
		}
	}
	return strings.TrimRight(text, "\n") + "\n", true
}

// figuresTable gives the medians of all cells, series by series.
func figuresTable(rounds []round, cells []cell) table {
	t := table{head: append([]string{"what"}, figureHead...), texts: 1}
	for _, series := range allSeries {
		for _, c := range cells {
			if c.series != series.name {
				continue
			}
			var all []figures
			for _, r := range rounds {
				all = append(all, r[c.name()])
			}
			t.rows = append(t.rows, append([]string{series.is}, medians(all).row(c.connections)...))
		}
	}
	return t
}
