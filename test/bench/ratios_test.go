package main

import (
	"math"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	require.Equal(t, 2.0, median([]float64{3, 1, 2}))
	require.Equal(t, 2.5, median([]float64{4, 1, 3, 2}))
	require.Equal(t, 7.0, median([]float64{7}))
	require.True(t, math.IsNaN(median(nil)))
}

func TestRatioIsTheMedianOfTheRoundsOwnRatios(t *testing.T) {
	r := ratio{what: "a / b", bound: .5, cells: []string{"a/1", "b/1"}, of: throughputs}
	at := func(a, b float64) round { return round{"a/1": {Throughput: a}, "b/1": {Throughput: b}} }
	// The machine is ten times as slow in the second round: the medians of the two
	// sides would give 0.6.
	v, ok := r.judge([]round{at(60, 100), at(4, 10), at(90, 100)})
	require.True(t, ok)
	require.Equal(t, []float64{.6, .4, .9}, v.values)
	require.True(t, v.holds)
	require.Equal(t, []string{"a / b", "at least 0.5", "0.6", "0.4", "0.9", "yes"}, v.row())

	r.bound, r.atMost = .5, true
	v, _ = r.judge([]round{at(60, 100)})
	require.False(t, v.holds)

	_, ok = r.judge([]round{{"a/1": {Throughput: 1}}})
	require.False(t, ok, "nothing is judged by half of it")
	require.False(t, newVerdict("nothing", 1, true, "", nil).holds)
	require.False(t, newVerdict("no number", 1, false, "", []float64{math.NaN()}).holds)
}

func TestEveryRatioIsMadeOfCellsThatAreMeasured(t *testing.T) {
	c := &cast{bench: &bench{options: fullRun()}}
	measured, series := map[string]bool{}, map[string]bool{}
	for _, one := range c.all() {
		measured[one.name()], series[one.series] = true, true
	}
	for _, r := range ratios() {
		for _, name := range r.cells {
			require.True(t, measured[name], "%s needs %s", r.what, name)
		}
	}
	require.Len(t, series, len(allSeries), "each has its line in the report")
	for _, s := range allSeries {
		require.True(t, series[s.name], s.name)
	}
	c.only = regexp.MustCompile("^baseline/64$")
	require.Len(t, c.all(), 1)
}

func TestMedians(t *testing.T) {
	got := medians([]figures{{Throughput: 1, P50: 30, Trips: .1}, {Throughput: 3, P50: 10, Trips: .3}, {Throughput: 2, P50: 20, Trips: .2}})
	require.Equal(t, figures{Throughput: 2, P50: 20 * time.Nanosecond, Trips: .2}, got)
}
