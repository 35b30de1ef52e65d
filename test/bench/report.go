package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jeton-id/jeton/test/bench/page"
)

// report is a section of docs/benchmarks.md.
type report struct {
	verdicts []verdict
	// text is what comes after the verdicts.
	text strings.Builder
}

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
	text := section + "\n\n" + about + "\n" + verdicts.markdown() + "\n" + strings.TrimSpace(r.text.String()) + "\n"
	b.say("writing docs/benchmarks.md")
	return page.Write(filepath.Join(b.root, "docs", "benchmarks.md"), section, text)
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
