package main

import (
	"fmt"
	"math"
	"slices"
)

// round is what one round measured, by the names of the cells.
type round map[string]figures

// ratio is something that is demanded, and is computed within each round.
type ratio struct {
	what string
	// bound is the least the ratio may be, or the most if atMost.
	bound  float64
	atMost bool
	// cells are the cells it is made of, in the order in which of wants them.
	cells []string
	of    func(f []figures) float64
}

func throughputs(f []figures) float64 { return f[0].Throughput / f[1].Throughput }

// ratios is everything that is demanded of the cells.
func ratios() []ratio {
	at := func(connections int, series ...string) (cells []string) {
		for _, s := range series {
			cells = append(cells, cell{series: s, connections: connections}.name())
		}
		return cells
	}
	return []ratio{
		{"introspection on Postgres / empty handler, 64 connections, warm", .65, false, at(64, postgresWarm, baselineSeries), throughputs},
		{"the same, 256 connections", .75, false, at(256, postgresWarm, baselineSeries), throughputs},
		{"the same, 64 connections, cold", .45, false, at(64, postgresCold, baselineSeries), throughputs},
		{"the same, 64 connections, warm, every tenant revoking a token each second", .50, false, at(64, postgresRevoking, baselineSeries), throughputs},
		{"introspection on SQLite / empty handler, 64 connections, warm", .70, false, at(64, sqliteWarm, baselineSeries), throughputs},
		{"database round trips per introspection, 64 connections, warm", .1, true, at(64, postgresWarm), func(f []figures) float64 { return f[0].Trips }},
		{"p50 of one connection on Postgres / p50 of pgbench's select", 3, true, at(1, postgresWarm, pgbenchSelectOnly), func(f []figures) float64 { return float64(f[0].P50) / float64(f[1].P50) }},
		{"introspection on Postgres / oidc-provider, 64 connections, warm", 5, false, at(64, postgresWarm, oidcWarm), throughputs},
		{"issuing on Postgres / pgbench's insert, 16 connections", .5, false, at(16, postgresIssue, pgbenchInsertOnly), throughputs},
		{"issuing on Postgres / oidc-provider, 16 connections", 1.2, false, at(16, postgresIssue, oidcIssue), throughputs},
	}
}

// verdict says whether something that is demanded holds.
type verdict struct {
	what, target string
	// values has one for each round, each in the unit.
	values []float64
	unit   string
	holds  bool
}

// judge gives the verdict on a ratio, if the rounds have the cells for it.
func (r ratio) judge(rounds []round) (verdict, bool) {
	var values []float64
	for _, round := range rounds {
		var f []figures
		for _, cell := range r.cells {
			measured, ok := round[cell]
			if !ok {
				return verdict{}, false
			}
			f = append(f, measured)
		}
		values = append(values, r.of(f))
	}
	return newVerdict(r.what, r.bound, r.atMost, "", values), len(values) > 0
}

func newVerdict(what string, bound float64, atMost bool, unit string, values []float64) verdict {
	v := verdict{what: what, values: values, unit: unit, target: "at least ", holds: median(values) >= bound}
	if atMost {
		v.target, v.holds = "at most ", median(values) <= bound
	}
	v.target += digits(bound) + unit
	return v
}

func (v verdict) row() []string {
	in := func(n float64) string { return digits(n) + v.unit }
	if len(v.values) == 0 {
		return []string{v.what, v.target, "", "", "", yes(v.holds)}
	}
	return []string{v.what, v.target, in(median(v.values)), in(slices.Min(v.values)), in(slices.Max(v.values)), yes(v.holds)}
}

// digits gives a number with three digits that count, and never with an
// exponent.
func digits(n float64) string {
	if math.Abs(n) >= 100 {
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprintf("%.3g", n)
}

func yes(holds bool) string {
	if holds {
		return "yes"
	}
	return "**no**"
}

func verdictTable(verdicts []verdict) table {
	t := table{head: []string{"what", "target", "median", "least", "most", "holds"}, texts: 2}
	for _, v := range verdicts {
		t.rows = append(t.rows, v.row())
	}
	return t
}

// median gives the middle value, or what lies between the two in the middle. Of
// no values it is no number, which no bound holds for.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// medians gives the median of each figure.
func medians(all []figures) figures {
	of := func(get func(figures) float64) float64 {
		var values []float64
		for _, f := range all {
			values = append(values, get(f))
		}
		return median(values)
	}
	return figures{
		Throughput:  of(func(f figures) float64 { return f.Throughput }),
		P50:         duration(of(func(f figures) float64 { return float64(f.P50) })),
		P99:         duration(of(func(f figures) float64 { return float64(f.P99) })),
		Memory:      int64(of(func(f figures) float64 { return float64(f.Memory) })),
		ServerCPU:   of(func(f figures) float64 { return f.ServerCPU }),
		DatabaseCPU: of(func(f figures) float64 { return f.DatabaseCPU }),
		LoadCPU:     of(func(f figures) float64 { return f.LoadCPU }),
		Trips:       of(func(f figures) float64 { return f.Trips }),
		Writes:      of(func(f figures) float64 { return f.Writes }),
	}
}
