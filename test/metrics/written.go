package metrics

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
)

// scraped are the labels that Prometheus gives what it reads.
var scraped = []string{"namespace", "job", "instance"}

// spoken are the words of PromQL that rules and dashboard use. Any other word outside
// braces and brackets is taken for a metric, and has to be one.
var spoken = []string{"sum", "max", "count", "topk", "rate", "increase", "histogram_quantile", "absent", "scalar", "time", "by"}

var (
	selectorPattern = regexp.MustCompile(`([a-z_]+)\{([^{}]*)\}`)
	matcherPattern  = regexp.MustCompile(`([a-z_]+)(?:=~|!~|!=|=)"([^"]*)"`)
	groupPattern    = regexp.MustCompile(`\bby \(([^()]*)\)`)
	rangePattern    = regexp.MustCompile(`\[[^\]]*\]`)
	wordPattern     = regexp.MustCompile(`[A-Za-z_]+`)
	partPattern     = regexp.MustCompile(`_(bucket|sum|count)$`)
)

// query is what an expression of PromQL names.
type query struct {
	text string
	// metrics have the values of their matchers, by label; grouped are the labels
	// that are left.
	metrics map[string]map[string][]string
	grouped []string
}

func parse(text string) query {
	q := query{text: text, metrics: map[string]map[string][]string{}}
	rest := selectorPattern.ReplaceAllStringFunc(text, func(selector string) string {
		found := selectorPattern.FindStringSubmatch(selector)
		q.name(found[1])
		for _, matcher := range matcherPattern.FindAllStringSubmatch(found[2], -1) {
			q.metrics[found[1]][matcher[1]] = append(q.metrics[found[1]][matcher[1]], strings.Split(matcher[2], "|")...)
		}
		return ""
	})
	rest = groupPattern.ReplaceAllStringFunc(rest, func(group string) string {
		for label := range strings.SplitSeq(groupPattern.FindStringSubmatch(group)[1], ",") {
			q.grouped = append(q.grouped, strings.TrimSpace(label))
		}
		return ""
	})
	for _, word := range wordPattern.FindAllString(rangePattern.ReplaceAllString(rest, ""), -1) {
		if !slices.Contains(spoken, word) {
			q.name(word)
		}
	}
	return q
}

func (q query) name(metric string) {
	if q.metrics[metric] == nil {
		q.metrics[metric] = map[string][]string{}
	}
}

// names lists the metrics, in order.
func (q query) names() []string { return slices.Sorted(maps.Keys(q.metrics)) }

// family gives the metric of which a series may be a part, as x_bucket is of x.
func (f Families) family(series string) (*dto.MetricFamily, bool) {
	if family, ok := f[series]; ok {
		return family, family.GetType() != dto.MetricType_HISTOGRAM
	}
	family, ok := f[partPattern.ReplaceAllString(series, "")]
	return family, ok && family.GetType() == dto.MetricType_HISTOGRAM
}

// requireNamed holds an expression to what is exposed: metrics, their labels, and the
// values that these are compared with. Routes may be any of those there are.
func (q query) requireNamed(t testing.TB, f Families, routes []string) {
	t.Helper()
	require.NotEmpty(t, q.metrics, q.text)
	left := slices.Concat(scraped)
	for name, matchers := range q.metrics {
		family, ok := f.family(name)
		require.True(t, ok, "no metric %s is exposed: %s", name, q.text)
		labels := slices.Concat(scraped, f.LabelNames(family.GetName()))
		left = append(left, labels...)
		if strings.HasSuffix(name, "_bucket") {
			left = append(left, "le")
		}
		for label, values := range matchers {
			require.Contains(t, labels, label, "%s has no such label: %s", name, q.text)
			for _, value := range values {
				if !slices.Contains(scraped, label) {
					require.Contains(t, slices.Concat(routes, f.Labels(label)), value, "%s never has %s: %s", name, label, q.text)
				}
			}
		}
	}
	require.Subset(t, left, q.grouped, "what is grouped by is there: %s", q.text)
}

// requireSense holds an expression to the kinds of its metrics: of a counter, or of a
// part of a histogram, only the rate says anything, and a gauge has none.
func (q query) requireSense(t testing.TB, f Families) {
	t.Helper()
	for _, name := range q.names() {
		family, _ := f.family(name)
		gauge := family.GetType() == dto.MetricType_GAUGE
		uses := regexp.MustCompile(`\b`+name+`\b`).FindAllStringIndex(q.text, -1)
		for _, use := range uses {
			before := q.text[:use[0]]
			rated := strings.HasSuffix(before, "rate(") || strings.HasSuffix(before, "increase(")
			require.NotEqual(t, gauge, rated, "%s is a %s: %s", name, family.GetType(), q.text)
		}
	}
	if strings.Contains(q.text, "histogram_quantile(") {
		require.Len(t, q.metrics, 1, q.text)
		require.True(t, strings.HasSuffix(q.names()[0], "_bucket"), q.text)
		require.Contains(t, q.grouped, "le", q.text)
	}
}
