package metrics

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

type dashboard struct {
	UID        string
	Templating struct{ List []struct{ Name, Type string } }
	Panels     []panel
}

type panel struct {
	ID          int
	Type, Title string
	Datasource  source
	GridPos     struct{ H, W, X, Y int }
	FieldConfig struct{ Defaults struct{ Unit string } }
	Targets     []target
}

var legendPattern = regexp.MustCompile(`\{\{(\w+)\}\}`)

type source struct{ Type, UID string }

type target struct {
	Datasource         source
	Expr, LegendFormat string
}

func readDashboard(t *testing.T) dashboard {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(chart, "dashboards", "jeton.json"))
	require.NoError(t, err)
	var d dashboard
	require.NoError(t, json.Unmarshal(text, &d))
	require.NotEmpty(t, d.Panels)
	return d
}

// TestTheDashboardAsksForWhatIsExposed reads every query: it is PromQL, names what is
// there, and makes sense of it; and no metric of ours is missing.
func TestTheDashboardAsksForWhatIsExposed(t *testing.T) {
	f, routes := exposed(t)
	type record struct {
		Record string `yaml:"record"`
		Expr   string `yaml:"expr"`
	}
	var records []record
	shown := map[string]bool{}
	variables := strings.NewReplacer("$__rate_interval", "5m", "$namespace", ".*", "$job", ".*")
	for _, panel := range readDashboard(t).Panels {
		for _, target := range panel.Targets {
			q := parse(target.Expr)
			q.requireNamed(t, f, routes)
			q.requireSense(t, f)
			require.Equal(t, strings.Count(target.Expr, "{"), strings.Count(target.Expr, `{namespace=~"$namespace",job=~"$job"`), "%s: every metric is of what was chosen", panel.Title)
			for _, name := range q.names() {
				family, _ := f.family(name)
				shown[family.GetName()] = true
			}
			records = append(records, record{fmt.Sprintf("jeton:panel:%d", len(records)), variables.Replace(target.Expr)})
		}
	}
	for name := range f.Ours() {
		require.True(t, shown[name], "%s is on no panel", name)
	}

	text, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "panels", "rules": records}}})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "panels.yaml")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	promtool(t, "check", "rules", file)
}

// TestTheDashboardCanBeRead looks at what Grafana would show.
func TestTheDashboardCanBeRead(t *testing.T) {
	d := readDashboard(t)
	require.Equal(t, "jeton", d.UID)
	variables := map[string]string{}
	for _, variable := range d.Templating.List {
		variables[variable.Name] = variable.Type
	}
	require.Equal(t, map[string]string{"datasource": "datasource", "namespace": "query", "job": "query"}, variables)
	chosen := source{"prometheus", "${datasource}"}
	ids, taken := map[int]bool{}, map[[2]int]string{}
	for _, p := range d.Panels {
		require.False(t, ids[p.ID], "%s has an id of its own", p.Title)
		ids[p.ID] = true
		require.NotEmpty(t, p.Title)
		require.LessOrEqual(t, p.GridPos.X+p.GridPos.W, 24, p.Title)
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				at := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				require.Empty(t, taken[at], "%s lies on another panel", p.Title)
				taken[at] = p.Title
			}
		}
		if p.Type == "row" {
			continue
		}
		require.Equal(t, chosen, p.Datasource, p.Title)
		require.NotEmpty(t, p.Targets, p.Title)
		for _, target := range p.Targets {
			require.Equal(t, chosen, target.Datasource, p.Title)
			for _, label := range legendPattern.FindAllStringSubmatch(target.LegendFormat, -1) {
				if grouped := parse(target.Expr).grouped; len(grouped) > 0 {
					require.Contains(t, grouped, label[1], "%s: the legend tells of a label that is left", p.Title)
				}
			}
			requireUnit(t, p.FieldConfig.Defaults.Unit, target.Expr, p.Title)
		}
	}
}

// requireUnit holds a panel's unit to what its query gives.
func requireUnit(t *testing.T, unit, expr, title string) {
	t.Helper()
	want := []string{"short"}
	switch {
	case strings.Contains(expr, "histogram_quantile") && strings.Contains(expr, "_seconds_bucket"):
		want = []string{"s"}
	case strings.Contains(expr, "histogram_quantile"), strings.Contains(expr, "_callers_sum"):
	case strings.Contains(expr, " / "):
		want = []string{"percentunit"}
	case strings.Contains(expr, "_seconds_total"), strings.Contains(expr, "_waits_total"):
		// Seconds a second are how many at once.
	case strings.Contains(expr, "_total"):
		want = []string{"ops", "reqps"}
	case strings.Contains(expr, "_seconds"):
		want = []string{"s"}
	case strings.Contains(expr, "_bytes"):
		want = []string{"bytes"}
	}
	require.Contains(t, want, unit, "%s: %s", title, expr)
}
