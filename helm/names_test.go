package helm

import (
	"maps"
	"slices"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/stretchr/testify/require"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	disruption "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
)

// TestNamesAreFitForKubernetes holds also of releases whose names are not.
func TestNamesAreFitForKubernetes(t *testing.T) {
	eachInstallation(t, func(t *testing.T, objects []object) {
		seen := map[string]bool{}
		for _, o := range objects {
			kind := o.GetObjectKind().GroupVersionKind().Kind
			require.Empty(t, validation.IsDNS1035Label(o.GetName()), "%s %s", kind, o.GetName())
			require.Empty(t, o.GetNamespace(), "%s %s is of the release's namespace", kind, o.GetName())
			require.False(t, seen[kind+o.GetName()], "two of %s %s", kind, o.GetName())
			seen[kind+o.GetName()] = true
			fitLabels(t, o.GetLabels())
			require.Equal(t, "Helm", o.GetLabels()["app.kubernetes.io/managed-by"])
		}
		for _, pod := range pods(objects) {
			fitLabels(t, pod.Labels)
		}
	})
}

func fitLabels(t *testing.T, all map[string]string) {
	t.Helper()
	for key, value := range all {
		require.Empty(t, validation.IsQualifiedName(key), key)
		require.Empty(t, validation.IsValidLabelValue(value), "%s: %s", key, value)
	}
}

// TestSelectorsFindWhatTheyMean holds every selector to the labels of the pods: the
// servers are found, jobs and the servers of another release are not.
func TestSelectorsFindWhatTheyMean(t *testing.T) {
	theirs := pods(objects(t, "another", oneSecret))
	eachInstallation(t, func(t *testing.T, mine []object) {
		deployment := only[*apps.Deployment](t, mine)
		servers := func(of *metav1.LabelSelector) {
			t.Helper()
			selector, err := metav1.LabelSelectorAsSelector(of)
			require.NoError(t, err)
			require.True(t, selector.Matches(labels.Set(deployment.Spec.Template.Labels)))
			for _, job := range all[*batch.Job](mine) {
				require.False(t, selector.Matches(labels.Set(job.Spec.Template.Labels)), job.Name)
			}
			for name, pod := range theirs {
				require.False(t, selector.Matches(labels.Set(pod.Labels)), name)
			}
		}
		servers(deployment.Spec.Selector)
		for _, constraint := range deployment.Spec.Template.Spec.TopologySpreadConstraints {
			servers(constraint.LabelSelector)
		}
		for _, service := range all[*core.Service](mine) {
			servers(metav1.SetAsLabelSelector(service.Spec.Selector))
			for _, port := range service.Spec.Ports {
				require.True(t, hasPort(deployment, port.TargetPort.String()), "service %s: port %s", service.Name, port.Name)
			}
		}
		for _, budget := range all[*disruption.PodDisruptionBudget](mine) {
			servers(budget.Spec.Selector)
		}
		for _, scaler := range all[*autoscaling.HorizontalPodAutoscaler](mine) {
			require.Equal(t, autoscaling.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: deployment.Name}, scaler.Spec.ScaleTargetRef)
		}
	})
}

func hasPort(of *apps.Deployment, name string) bool {
	return slices.ContainsFunc(of.Spec.Template.Spec.Containers[0].Ports, func(p core.ContainerPort) bool { return p.Name == name })
}

// TestTheNetworkIsClosed holds the policy to the pods and ports that there are.
func TestTheNetworkIsClosed(t *testing.T) {
	eachInstallation(t, func(t *testing.T, mine []object) {
		for _, policy := range all[*networking.NetworkPolicy](mine) {
			selector, err := metav1.LabelSelectorAsSelector(&policy.Spec.PodSelector)
			require.NoError(t, err)
			for name, pod := range pods(mine) {
				require.True(t, selector.Matches(labels.Set(pod.Labels)), "%s is open", name)
			}
			require.Equal(t, []networking.PolicyType{networking.PolicyTypeIngress, networking.PolicyTypeEgress}, policy.Spec.PolicyTypes)
			open, listening := map[int32]bool{}, map[int32]bool{}
			for _, rule := range policy.Spec.Ingress {
				open[rule.Ports[0].Port.IntVal] = true
			}
			for _, port := range only[*apps.Deployment](t, mine).Spec.Template.Spec.Containers[0].Ports {
				listening[port.ContainerPort] = true
			}
			require.Equal(t, listening, open)
			for _, rule := range policy.Spec.Egress {
				require.NotEmpty(t, rule.Ports, "a rule without ports opens everything")
			}
		}
	})
	closed := only[*networking.NetworkPolicy](t, objects(t, "jeton", oneSecret+"networkPolicy: {outbound: false, database: [{ipBlock: {cidr: 10.1.0.0/16}}]}")).Spec
	require.Len(t, closed.Egress, 2, "names and the database")
	require.Equal(t, "10.1.0.0/16", closed.Egress[1].To[0].IPBlock.CIDR)
}

// TestTheWayIn follows ingress and route to the service, and the public URL to them.
func TestTheWayIn(t *testing.T) {
	for values, want := range map[string]string{
		"":                                    "http://jeton.identity.svc",
		"service: {port: 8080}":               "http://jeton.identity.svc:8080",
		"publicURL: https://id.example.com\n": "https://id.example.com",
		"publicURL: https://id.example.com\ningress: {enabled: true}":                                "https://id.example.com",
		"publicURL: https://id.example.com:8443\nroute: {enabled: true, parentRefs: [{name: gate}]}": "https://id.example.com:8443",
	} {
		t.Run(want, func(t *testing.T) {
			found := objects(t, "jeton", oneSecret+values)
			container := only[*apps.Deployment](t, found).Spec.Template.Spec.Containers[0]
			require.Contains(t, container.Env, core.EnvVar{Name: "JETON_PUBLIC_URL", Value: want})
			ports := map[string]int32{}
			for _, service := range all[*core.Service](found) {
				ports[service.Name] = service.Spec.Ports[0].Port
			}
			for _, ingress := range all[*networking.Ingress](found) {
				rule := ingress.Spec.Rules[0]
				require.Equal(t, "id.example.com", rule.Host)
				backend := rule.HTTP.Paths[0].Backend.Service
				require.Contains(t, ports, backend.Name)
				require.Equal(t, "http", backend.Port.Name)
			}
			for _, route := range all[*gateway.HTTPRoute](found) {
				require.Equal(t, []gateway.Hostname{"id.example.com"}, route.Spec.Hostnames)
				backend := route.Spec.Rules[0].BackendRefs[0]
				require.Equal(t, ports[string(backend.Name)], *backend.Port)
			}
		})
	}
	secured := only[*networking.Ingress](t, objects(t, "jeton", merged(t, everything)))
	require.Equal(t, []networking.IngressTLS{{Hosts: []string{"id.example.com"}, SecretName: "tls"}}, secured.Spec.TLS)
}

// TestMetricsAreFound follows the monitor to the one service it means.
func TestMetricsAreFound(t *testing.T) {
	found := objects(t, "jeton", merged(t, everything))
	monitor := only[*monitoring.ServiceMonitor](t, found)
	selector, err := metav1.LabelSelectorAsSelector(&monitor.Spec.Selector)
	require.NoError(t, err)
	var services []string
	for _, service := range all[*core.Service](found) {
		if selector.Matches(labels.Set(service.Labels)) {
			services = append(services, service.Name)
			require.Equal(t, monitor.Spec.Endpoints[0].Port, service.Spec.Ports[0].Name)
			require.Equal(t, "jeton", service.Labels[monitor.Spec.JobLabel])
		}
	}
	require.Equal(t, []string{"jeton-metrics"}, services)
}

// TestEachReleaseHasItsOwn installs two releases side by side.
func TestEachReleaseHasItsOwn(t *testing.T) {
	names := func(release string) map[string]bool {
		all := map[string]bool{}
		for _, o := range objects(t, release, merged(t, everything)) {
			all[o.GetObjectKind().GroupVersionKind().Kind+"/"+o.GetName()] = true
		}
		return all
	}
	blue := names("blue")
	for name := range maps.Keys(names("green")) {
		require.False(t, blue[name], "%s belongs to both", name)
	}
}

// TestJobsRunOnce says when.
func TestJobsRunOnce(t *testing.T) {
	hooks := map[string]string{}
	for _, job := range all[*batch.Job](objects(t, "jeton", merged(t, everything))) {
		hooks[job.Name] = job.Annotations["helm.sh/hook"]
		require.Equal(t, core.RestartPolicyNever, job.Spec.Template.Spec.RestartPolicy)
		require.Nil(t, job.Spec.Completions)
		require.Nil(t, job.Spec.Parallelism)
		require.NotNil(t, job.Spec.ActiveDeadlineSeconds)
		require.Empty(t, job.Spec.Template.Spec.ServiceAccountName, "the release's account is made after the first job")
	}
	require.Equal(t, map[string]string{"jeton-migrate": "pre-install,pre-upgrade", "jeton-setup-link": "post-install"}, hooks)
}
