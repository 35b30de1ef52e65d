// Package metrics holds what is written about Jeton's metrics to what a server exposes.
//
// Three things are written: the table in docs/operations.md, the alert rules and the
// dashboard of the chart. Each names metrics and labels by hand, and a name that is not
// there makes no noise: the alert never fires, the panel stays empty.
//
// The one idea worth knowing: what a running server exposes is the measure. The table
// must have each of its metrics and no others; rules and dashboard may name nothing
// else; and each metric is on the dashboard.
package metrics

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
)

// Families are what a server exposes, by name.
type Families map[string]*dto.MetricFamily

// Read reads the text format of Prometheus.
func Read(t testing.TB, text io.Reader) Families {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(text)
	require.NoError(t, err)
	return families
}

// Ask gives what a handler of metrics answers.
func Ask(t testing.TB, handler http.Handler) Families {
	t.Helper()
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, answer.Code, answer.Body.String())
	return Read(t, answer.Body)
}

// Ours are those that are Jeton's own, and not of Go, the process or Prometheus'
// library.
func (f Families) Ours() Families {
	ours := maps.Clone(f)
	maps.DeleteFunc(ours, func(name string, _ *dto.MetricFamily) bool { return !strings.HasPrefix(name, "jeton_") })
	return ours
}

// Value gives what a series says, zero if it is not there; the labels are names and
// values in turn, and there are no others.
func (f Families) Value(name string, labels ...string) float64 {
	for _, metric := range f[name].GetMetric() {
		if !has(metric, labels) {
			continue
		}
		switch {
		case metric.Counter != nil:
			return metric.Counter.GetValue()
		case metric.Gauge != nil:
			return metric.Gauge.GetValue()
		case metric.Histogram != nil:
			return float64(metric.Histogram.GetSampleCount())
		}
	}
	return 0
}

func has(metric *dto.Metric, labels []string) bool {
	if len(metric.Label) != len(labels)/2 {
		return false
	}
	for _, label := range metric.Label {
		at := slices.Index(labels, label.GetName())
		if at < 0 || at%2 != 0 || labels[at+1] != label.GetValue() {
			return false
		}
	}
	return true
}

// Series is how many there are, as Prometheus counts: a histogram is one for each
// bucket and two more.
func (f Families) Series() int {
	count := 0
	for _, family := range f {
		for _, metric := range family.Metric {
			count++
			if metric.Histogram != nil {
				count += len(metric.Histogram.Bucket) + 1
			}
		}
	}
	return count
}

// LabelNames lists the labels of a metric, in order.
func (f Families) LabelNames(name string) []string {
	names := map[string]bool{}
	for _, metric := range f[name].GetMetric() {
		for _, label := range metric.Label {
			names[label.GetName()] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Labels lists every value that a label has at any metric, in order.
func (f Families) Labels(name string) []string {
	values := map[string]bool{}
	for _, family := range f {
		for _, metric := range family.Metric {
			for _, label := range metric.Label {
				if label.GetName() == name {
					values[label.GetValue()] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(values))
}
