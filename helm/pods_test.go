package helm

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// pods gives the template of every pod, by the name of what makes it.
func pods(objects []object) map[string]core.PodTemplateSpec {
	found := map[string]core.PodTemplateSpec{}
	for _, d := range all[*apps.Deployment](objects) {
		found[d.Name] = d.Spec.Template
	}
	for _, j := range all[*batch.Job](objects) {
		found[j.Name] = j.Spec.Template
	}
	return found
}

// TestPodsAreRestricted judges every pod by the restricted pod security standard, as
// the cluster's admission would, and by what that leaves open.
func TestPodsAreRestricted(t *testing.T) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	require.NoError(t, err)
	eachInstallation(t, func(t *testing.T, objects []object) {
		for name, pod := range pods(objects) {
			for _, version := range []api.Version{api.MajorMinorVersion(1, 30), api.LatestVersion()} {
				level := api.LevelVersion{Level: api.LevelRestricted, Version: version}
				for _, result := range evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec) {
					require.True(t, result.Allowed, "%s: %s: %s", name, result.ForbiddenReason, result.ForbiddenDetail)
				}
			}
			require.False(t, *pod.Spec.AutomountServiceAccountToken, name)
			require.False(t, *pod.Spec.EnableServiceLinks, name)
			require.NotZero(t, *pod.Spec.SecurityContext.RunAsUser, name)
			for _, container := range pod.Spec.Containers {
				require.True(t, *container.SecurityContext.ReadOnlyRootFilesystem, name)
				require.False(t, container.Resources.Limits.Memory().IsZero(), "%s has no bound", name)
				require.NotEmpty(t, container.Args, "%s: the image has no command of its own but jeton", name)
			}
		}
		for _, account := range all[*core.ServiceAccount](objects) {
			require.False(t, *account.AutomountServiceAccountToken)
		}
	})
}

// TestSecretsStayWhereTheyAre proves that the chart makes no secret and knows none: it
// names the one that is there.
func TestSecretsStayWhereTheyAre(t *testing.T) {
	eachInstallation(t, func(t *testing.T, objects []object) {
		require.Empty(t, all[*core.Secret](objects))
		for name, pod := range pods(objects) {
			secret := map[string]bool{"JETON_DATABASE_URL": true, "JETON_SECRET_KEY": true, "JETON_OPERATOR_TOKEN": false}
			for _, variable := range pod.Spec.Containers[0].Env {
				required, is := secret[variable.Name]
				if !is {
					continue
				}
				require.Empty(t, variable.Value, "%s %s", name, variable.Name)
				ref := variable.ValueFrom.SecretKeyRef
				require.NotEmpty(t, ref.Name, "%s %s", name, variable.Name)
				require.NotEmpty(t, ref.Key, "%s %s", name, variable.Name)
				require.Equal(t, required, ref.Optional == nil || !*ref.Optional, "%s %s", name, variable.Name)
				delete(secret, variable.Name)
			}
			require.Empty(t, secret, name)
		}
	})
}

// TestSettingsAreThoseOfJeton holds the chart to the settings: an unknown variable
// would keep Jeton from starting.
func TestSettingsAreThoseOfJeton(t *testing.T) {
	program := source(t)
	eachInstallation(t, func(t *testing.T, objects []object) {
		for name, pod := range pods(objects) {
			seen := map[string]bool{}
			for _, variable := range pod.Spec.Containers[0].Env {
				require.False(t, seen[variable.Name], "%s sets %s twice", name, variable.Name)
				seen[variable.Name] = true
				if strings.HasPrefix(variable.Name, "JETON_") {
					require.True(t, strings.Contains(program, "\t"+strconv.Quote(variable.Name)+", "), "%s: %s is no setting", name, variable.Name)
				}
			}
		}
	})
}

// source is the program's own package.
func source(t *testing.T) (text string) {
	t.Helper()
	files, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	for _, file := range files {
		text += read(t, file)
	}
	return text
}

// TestTheEndIsLongEnough holds the chart to the drain of api/server.go: first the
// balancers learn that a server leaves, then what is under way finishes.
func TestTheEndIsLongEnough(t *testing.T) {
	const figures = 5 * time.Second // are written when all is answered
	drain := drainTimeout(t)
	eachInstallation(t, func(t *testing.T, objects []object) {
		pod := only[*apps.Deployment](t, objects).Spec.Template.Spec
		for _, variable := range pod.Containers[0].Env {
			if variable.Name == "JETON_DRAIN_DELAY" {
				leave, err := time.ParseDuration(variable.Value)
				require.NoError(t, err)
				require.Positive(t, leave)
				require.GreaterOrEqual(t, time.Duration(*pod.TerminationGracePeriodSeconds)*time.Second, leave+drain+figures)
				return
			}
		}
		t.Fatal("a server leaves while balancers still send to it")
	})
}

// drainTimeout reads how long the server drains at the most.
func drainTimeout(t *testing.T) (drain time.Duration) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../api/server.go", nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != "drainTimeout" {
			return true
		}
		product := spec.Values[0].(*ast.BinaryExpr)
		require.Equal(t, "Second", product.Y.(*ast.SelectorExpr).Sel.Name)
		seconds, err := strconv.Atoi(product.X.(*ast.BasicLit).Value)
		require.NoError(t, err)
		drain = time.Duration(seconds) * time.Second
		return false
	})
	require.NotZero(t, drain)
	return drain
}

// TestProbesAskWhatThereIs holds the probes to the route table.
func TestProbesAskWhatThereIs(t *testing.T) {
	routes := read(t, "../api/routes.go")
	container := only[*apps.Deployment](t, objects(t, "jeton", oneSecret)).Spec.Template.Spec.Containers[0]
	for path, probes := range map[string][]*core.Probe{"/healthz": {container.StartupProbe, container.LivenessProbe}, "/readyz": {container.ReadinessProbe}} {
		require.True(t, strings.Contains(routes, strconv.Quote(path)), path)
		for _, probe := range probes {
			require.Equal(t, path, probe.HTTPGet.Path)
			require.Equal(t, "http", probe.HTTPGet.Port.String())
		}
	}
	require.Equal(t, int32(8080), container.Ports[0].ContainerPort)
}

// TestTwoReplicasApart is what is installed unless somebody says otherwise.
func TestTwoReplicasApart(t *testing.T) {
	spec := only[*apps.Deployment](t, objects(t, "jeton", oneSecret)).Spec
	require.Equal(t, int32(2), *spec.Replicas)
	require.Equal(t, 0, spec.Strategy.RollingUpdate.MaxUnavailable.IntValue(), "a new server serves before an old one leaves")
	var apart []string
	for _, constraint := range spec.Template.Spec.TopologySpreadConstraints {
		apart = append(apart, constraint.TopologyKey)
		require.Equal(t, spec.Selector, constraint.LabelSelector)
	}
	require.Equal(t, []string{core.LabelHostname, core.LabelTopologyZone}, apart)

	scaled := only[*apps.Deployment](t, objects(t, "jeton", oneSecret+"autoscaling: {enabled: true}")).Spec
	require.Nil(t, scaled.Replicas, "a release must not undo what the autoscaler did")
}

// TestCommandsAreJetons holds the arguments of pods, and what the notes and the
// documentation have people run, to the command line.
func TestCommandsAreJetons(t *testing.T) {
	program := source(t)
	run := map[string]bool{}
	for _, pod := range pods(objects(t, "jeton", merged(t, everything))) {
		run[strings.Join(pod.Spec.Containers[0].Args, " ")] = true
	}
	for _, found := range regexp.MustCompile(`/jeton ([a-z-]+)`).FindAllStringSubmatch(read(t, "jeton/templates/NOTES.txt"), -1) {
		run[found[1]] = true
	}
	for _, want := range []string{"serve", "migrate up", "setup-link", "doctor"} {
		require.True(t, run[want], want)
		delete(run, want)
		for _, word := range strings.Fields(want) {
			declared := regexp.MustCompile(`(?mi)^\s+` + strings.ReplaceAll(word, "-", "") + `\s+(struct|\w+Command) `)
			require.True(t, declared.MatchString(program), "%s is no command", want)
		}
	}
	require.Empty(t, run)
}
