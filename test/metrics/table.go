package metrics

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
)

// row is one line of the table.
type row struct {
	// kind is counter, gauge or histogram, and after a comma the unit.
	kind   string
	labels []string
}

var (
	rowPattern   = regexp.MustCompile("(?m)^\\| `(jeton_[a-z_]+)` \\| ([a-z0-9, ]+) \\| ([^|]*) \\| ([^|]+) \\|$")
	labelPattern = regexp.MustCompile("`([a-z_]+)`")
)

// table reads the table of metrics from a file of the documentation.
func table(t testing.TB, file string) map[string]row {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	rows := map[string]row{}
	for _, found := range rowPattern.FindAllStringSubmatch(string(text), -1) {
		var labels []string
		for _, label := range labelPattern.FindAllStringSubmatch(found[3], -1) {
			labels = append(labels, label[1])
		}
		require.NotContains(t, rows, found[1], "it is in the table twice")
		rows[found[1]] = row{found[2], labels}
	}
	require.NotEmpty(t, rows, "%s has no table of metrics", file)
	return rows
}

// RequireDocumented holds the table of metrics in a file of the documentation to what
// a server exposes: the same names, each with its kind and its labels. Every metric
// must have been counted at least once.
func RequireDocumented(t testing.TB, f Families, file string) {
	t.Helper()
	rows := table(t, file)
	require.ElementsMatch(t, slices.Sorted(maps.Keys(f.Ours())), slices.Sorted(maps.Keys(rows)), "exposed, and in the table of %s", file)
	for name, row := range rows {
		kind, _, _ := strings.Cut(row.kind, ",")
		require.Equal(t, strings.ToLower(f[name].GetType().String()), kind, name)
		require.ElementsMatch(t, f.LabelNames(name), row.labels, "labels of %s", name)
		require.Equal(t, strings.Contains(name, "_seconds"), strings.Contains(row.kind, "seconds"), "the unit of %s", name)
		require.Equal(t, f[name].GetType() == dto.MetricType_COUNTER, strings.HasSuffix(name, "_total"), "a counter's name says so: %s", name)
	}
}
