package helm

import (
	"regexp"
	"strings"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v4/pkg/chart/common"
	core "k8s.io/api/core/v1"
)

// TestAlertsAndDashboardsAreInstalledWhole ships some that have what a template would
// take for its own.
func TestAlertsAndDashboardsAreInstalledWhole(t *testing.T) {
	const (
		alerts    = "# What wakes somebody.\ngroups:\n- name: jeton\n  rules:\n  - alert: Down\n    expr: up == 0\n    annotations: {summary: \"{{ $labels.instance }} is down\"}\n"
		dashboard = "{\"title\": \"{{ .Values.title }}\",\n\"panels\": []}\n"
	)
	loaded := load(t)
	loaded.Files = append(loaded.Files,
		&common.File{Name: "alerts.yaml", Data: []byte(alerts)}, &common.File{Name: "dashboards/sample.json", Data: []byte(dashboard)})
	found := objectsOf(t, loaded, "jeton", merged(t, everything))
	rule := only[*monitoring.PrometheusRule](t, found)
	require.Equal(t, "prometheus", rule.Labels["release"])
	require.Equal(t, "Down", rule.Spec.Groups[0].Rules[0].Alert)
	require.Equal(t, "{{ $labels.instance }} is down", rule.Spec.Groups[0].Rules[0].Annotations["summary"])
	dashboards := only[*core.ConfigMap](t, found)
	require.Equal(t, "1", dashboards.Labels["grafana_dashboard"])
	require.Equal(t, dashboard, dashboards.Data["sample.json"])
}

// TestNotesSayWhatToDoNext reads them as somebody who has just installed.
func TestNotesSayWhatToDoNext(t *testing.T) {
	notes := func(values string) string {
		files, err := render(t, load(t), "jeton", values)
		require.NoError(t, err)
		return files["jeton/templates/NOTES.txt"]
	}
	first := notes(oneSecret)
	for _, want := range []string{
		"Jeton 0.1.0 is at http://jeton.identity.svc", "set publicURL",
		"kubectl -n identity rollout status deployment/jeton\n",
		"kubectl -n identity exec deployment/jeton -- /jeton doctor\n",
		"kubectl -n identity exec deployment/jeton -- /jeton setup-link\n",
	} {
		require.Contains(t, first, want)
	}
	public := notes(merged(t, everything))
	require.NotContains(t, public, "set publicURL")
	require.Contains(t, public, "kubectl -n identity logs job/jeton-setup-link\n")
	for line := range strings.Lines(first + public) {
		require.LessOrEqual(t, len(line), 100, line)
	}
}

// TestTheDocumentedValuesInstall renders what docs/operations.md has people write.
func TestTheDocumentedValuesInstall(t *testing.T) {
	text := read(t, "../docs/operations.md")
	_, section, ok := strings.Cut(text, "\n## Install by chart\n")
	require.True(t, ok)
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(section, -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		require.NotEmpty(t, objects(t, "jeton", block[1]))
	}
	// A value that is named exists.
	values := map[string]bool{}
	for _, path := range paths("", load(t).Values) {
		for parts := strings.Split(path, "."); len(parts) > 0; parts = parts[:len(parts)-1] {
			values[strings.Join(parts, ".")] = true
		}
	}
	for _, set := range regexp.MustCompile(`--set ([A-Za-z.]+)=`).FindAllStringSubmatch(text, -1) {
		require.True(t, values[set[1]], "%s is no value of the chart", set[1])
	}
	for _, named := range regexp.MustCompile("(?m)^\\| `([A-Za-z.]+)` \\|").FindAllStringSubmatch(section, -1) {
		require.True(t, values[named[1]], "%s is no value of the chart", named[1])
	}
}
