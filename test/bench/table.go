package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// table is a table for people: the first columns are texts, the others figures.
type table struct {
	head  []string
	rows  [][]string
	texts int
}

// text lays the table out for a terminal.
func (t table) text() string {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(plain(cell)))
		}
	}
	var b strings.Builder
	for _, row := range append([][]string{t.head}, t.rows...) {
		b.WriteString(line(row, widths, t.texts) + "\n")
	}
	return b.String()
}

// line lays out one row: texts to the left, figures to the right.
func line(row []string, widths []int, texts int) string {
	var b strings.Builder
	for i, cell := range row {
		cell = plain(cell)
		space := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
		if i > 0 {
			b.WriteString("  ")
		}
		if i < texts {
			b.WriteString(cell + space)
		} else {
			b.WriteString(space + cell)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func plain(cell string) string { return strings.NewReplacer("*", "", "`", "").Replace(cell) }

// markdown gives the table in Markdown.
func (t table) markdown() string {
	var b strings.Builder
	row := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	row(t.head)
	rule := make([]string, len(t.head))
	for i := range rule {
		rule[i] = "---"
		if i >= t.texts {
			rule[i] = "---:"
		}
	}
	row(rule)
	for _, cells := range t.rows {
		row(cells)
	}
	return b.String()
}

// The columns of figures, after what they are of.
var figureHead = []string{
	"connections", "answers/s", "p50 ms", "p99 ms", "memory MB",
	"CPU s/1000: server", "Postgres", "load", "trips/answer", "writes/answer",
}

// row gives the figures for a table, in the order of figureHead. What is zero
// does not apply.
func (f figures) row(connections int) []string {
	return []string{
		fmt.Sprint(connections), fmt.Sprintf("%.0f", f.Throughput), millis(f.P50), millis(f.P99), orNothing("%.0f", float64(f.Memory)/1e6),
		orNothing("%.3f", f.ServerCPU), orNothing("%.3f", f.DatabaseCPU), orNothing("%.3f", f.LoadCPU),
		orNothing("%.3f", f.Trips), orNothing("%.3f", f.Writes),
	}
}

func orNothing(format string, n float64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, n)
}

func millis(d time.Duration) string { return digits(float64(d) / float64(time.Millisecond)) }

func duration(nanoseconds float64) time.Duration { return time.Duration(nanoseconds) }
