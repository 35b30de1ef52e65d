package metrics

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const (
	chart = "../../helm/jeton"
	cases = "testdata/alerts.yaml"
)

type rule struct {
	Alert       string
	Expr        string
	Labels      map[string]string
	Annotations map[string]string
}

// rules reads the alert rules of the chart.
func rules(t *testing.T) (all []rule) {
	t.Helper()
	var file struct{ Groups []struct{ Rules []rule } }
	readYAML(t, filepath.Join(chart, "alerts.yaml"), &file)
	for _, group := range file.Groups {
		all = append(all, group.Rules...)
	}
	require.NotEmpty(t, all)
	return all
}

func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, into), file)
}

// promtool runs Prometheus' own reader of rules.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	program, err := exec.LookPath("promtool")
	require.NoError(t, err, "run go run ./test/setup")
	output, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	require.NoError(t, err, "promtool %s:\n%s", strings.Join(args, " "), output)
}

func TestEachAlertFiresWhenItShould(t *testing.T) {
	promtool(t, "check", "rules", filepath.Join(chart, "alerts.yaml"))
	promtool(t, "test", "rules", cases)

	var file struct {
		Tests []struct {
			Alerts []struct {
				Name string `yaml:"alertname"`
				Want []any  `yaml:"exp_alerts"`
			} `yaml:"alert_rule_test"`
		}
	}
	readYAML(t, cases, &file)
	fires, quiet := map[string]bool{}, map[string]bool{}
	for _, test := range file.Tests {
		for _, alert := range test.Alerts {
			fires[alert.Name] = fires[alert.Name] || len(alert.Want) > 0
			quiet[alert.Name] = quiet[alert.Name] || len(alert.Want) == 0
		}
	}
	for _, rule := range rules(t) {
		require.True(t, fires[rule.Alert], "no case in which %s fires", rule.Alert)
		require.True(t, quiet[rule.Alert], "no case in which %s is quiet", rule.Alert)
		delete(fires, rule.Alert)
	}
	require.Empty(t, fires, "cases of alerts that are not there")
}

var (
	alertHeading = regexp.MustCompile(`(?m)^### (Jeton\w+)\n\n(.+)\n`)
	labelInText  = regexp.MustCompile(`\$labels\.(\w+)`)
)

// TestEachAlertSaysWhatToDo follows the runbook of each alert.
func TestEachAlertSaysWhatToDo(t *testing.T) {
	text, err := os.ReadFile(operations)
	require.NoError(t, err)
	said := map[string]string{}
	for _, found := range alertHeading.FindAllStringSubmatch(string(text), -1) {
		said[found[1]] = found[2]
	}
	for _, rule := range rules(t) {
		require.Contains(t, []string{"critical", "warning"}, rule.Labels["severity"], rule.Alert)
		require.Regexp(t, `^[A-Z].+\.$`, rule.Annotations["summary"], rule.Alert)
		require.Regexp(t, `.+\.$`, rule.Annotations["description"], rule.Alert)
		require.Equal(t, "docs/operations.md#"+strings.ToLower(rule.Alert), rule.Annotations["runbook"])
		require.Contains(t, said[rule.Alert], "**What to do:** ", "docs/operations.md says what to do about %s", rule.Alert)
		for _, label := range labelInText.FindAllStringSubmatch(rule.Annotations["description"], -1) {
			require.Contains(t, parse(rule.Expr).grouped, label[1], "%s tells of a label that is not left", rule.Alert)
		}
		delete(said, rule.Alert)
	}
	require.Empty(t, said, "alerts that are written about and not there")
}

func TestAlertsNameOnlyWhatIsExposed(t *testing.T) {
	f, routes := exposed(t)
	for _, rule := range rules(t) {
		q := parse(rule.Expr)
		q.requireNamed(t, f, routes)
		q.requireSense(t, f)
		if rule.Alert != "JetonAbsent" {
			require.Subset(t, q.grouped, []string{"namespace", "job"}, "%s keeps installations apart", rule.Alert)
		}
	}
}

// TestWrongNamesAreFound lets the reader of expressions loose on mistakes.
func TestWrongNamesAreFound(t *testing.T) {
	f, routes := exposed(t)
	const right = `sum by (outcome) (rate(jeton_requests_total{outcome="failed",job="a"}[5m]))`
	find := func(text string) bool {
		probe := &probe{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			q := parse(text)
			q.requireNamed(probe, f, routes)
			q.requireSense(probe, f)
		}()
		<-done
		return probe.failed
	}
	require.False(t, find(right))
	for from, to := range map[string]string{
		"jeton_requests_total": "jeton_request_total", "by (outcome)": "by (reason)", `outcome="`: `result="`, `"failed"`: `"fails"`,
		"rate(": "max(", "sum by (outcome) (rate(": "sum by (outcome) (rate(jetn_up + ",
	} {
		require.NotEqual(t, right, strings.Replace(right, from, to, 1))
		require.True(t, find(strings.Replace(right, from, to, 1)), "%s for %s", to, from)
	}
	for _, wrong := range []string{
		`rate(jeton_drawers_ahead_seconds[5m])`, `jeton_requests_total`, `sum(rate(jeton_request_seconds[5m]))`,
		`histogram_quantile(0.9, sum by (kind) (rate(jeton_shared_trip_callers_bucket[5m])))`,
		`histogram_quantile(0.9, sum by (le) (rate(jeton_shared_trip_callers_sum[5m])))`,
	} {
		require.True(t, find(wrong), wrong)
	}
}

// probe is a test that fails without the one that asks.
type probe struct {
	testing.TB
	failed bool
}

// Errorf implements testing.TB.
func (p *probe) Errorf(string, ...any) { p.failed = true }

// FailNow implements testing.TB: it ends the goroutine.
func (p *probe) FailNow() {
	p.failed = true
	runtime.Goexit()
}
