package helm

import (
	"testing"

	"github.com/stretchr/testify/require"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
)

// TestWrongValuesAreRefused says for each mistake what whoever made it reads.
func TestWrongValuesAreRefused(t *testing.T) {
	for _, test := range []struct{ name, values, want string }{
		{"no secret", "", "secret.name: name an existing Secret with the keys JETON_DATABASE_URL and JETON_SECRET_KEY"},
		{"a secret as a value", "secret: {name: jeton, databaseURL: 'postgres://'}", "at '/secret': additional properties 'databaseURL' not allowed"},
		{"a name that is none", "secret: {name: My Secret}", "at '/secret/name': 'My Secret' does not match pattern"},
		{"a value there is not", oneSecret + "replicaCount: 3", "at '': additional properties 'replicaCount' not allowed"},
		{"a nested value there is not", oneSecret + "metrics: {serviceMonitor: {enable: true}}", "at '/metrics/serviceMonitor': additional properties 'enable' not allowed"},
		{"no replicas", oneSecret + "replicas: 0", "at '/replicas': minimum: got 0, want 1"},
		{"a number in words", oneSecret + "replicas: two", "at '/replicas': got string, want integer"},
		{"a URL with a path", oneSecret + "publicURL: https://example.com/id", "at '/publicURL': 'https://example.com/id' does not match pattern"},
		{"a URL with a slash", oneSecret + "publicURL: https://example.com/", "at '/publicURL': 'https://example.com/' does not match pattern"},
		{"a URL in capitals", oneSecret + "publicURL: https://Example.com", "at '/publicURL'"},
		{"a name in place of a URL", oneSecret + "publicURL: id.example.com", "at '/publicURL'"},
		{"an ingress for no host", oneSecret + "ingress: {enabled: true}", "publicURL: say what clients use, for example https://id.example.com"},
		{"a route for no host", oneSecret + "route: {enabled: true, parentRefs: [{name: gate}]}", "publicURL: say what clients use"},
		{"a route without a gateway", oneSecret + "publicURL: https://id.example.com\nroute: {enabled: true}", "route.parentRefs: name the gateway"},
		{"two ways in", oneSecret + "publicURL: https://id.example.com\ningress: {enabled: true}\nroute: {enabled: true, parentRefs: [{name: gate}]}", "ingress.enabled, route.enabled: choose one of the two"},
		{"more at least than at most", oneSecret + "autoscaling: {enabled: true, minReplicas: 20}", "autoscaling.minReplicas: 20 is more than autoscaling.maxReplicas, which is 10"},
		{"a digest that is none", oneSecret + "image: {digest: latest}", "at '/image/digest'"},
		{"a pull policy that is none", oneSecret + "image: {pullPolicy: Sometimes}", "at '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'"},
		{"a key of the chart's in env", oneSecret + "env: [{name: JETON_SECRET_KEY, value: hush}]", "env: the chart sets JETON_SECRET_KEY itself"},
		{"a variable twice", oneSecret + "env: [{name: A, value: b}, {name: A, value: c}]", "env: A is there twice"},
		{"a budget that empties no machine", oneSecret + "disruptionBudget: {maxUnavailable: 0}", "at '/disruptionBudget/maxUnavailable': minimum: got 0, want 1"},
		{"a budget of no share", oneSecret + "disruptionBudget: {maxUnavailable: 0%}", "at '/disruptionBudget/maxUnavailable'"},
		{"a monitor of nothing", oneSecret + "metrics: {enabled: false, serviceMonitor: {enabled: true}}", "metrics.serviceMonitor.enabled: there is nothing to see without metrics.enabled"},
		{"metrics where Jeton serves", oneSecret + "metrics: {port: 8080}", "metrics.port: 8080 is where Jeton serves; choose another"},
		{"a port that is none", oneSecret + "service: {port: 70000}", "at '/service/port': maximum: got 70,000, want 65,535"},
		{"a network that is none", oneSecret + "trustedProxies: [proxy.example.com]", "at '/trustedProxies/0'"},
		{"a rate below zero", oneSecret + "limits: {tenant: -1}", "at '/limits/tenant': minimum: got -1, want 0"},
		{"a label of the chart's", oneSecret + "podLabels: {app.kubernetes.io/name: other}", "podLabels: the chart sets app.kubernetes.io/name itself"},
		{"memory in words", oneSecret + "resources: {limits: {memory: much}}", "at '/resources/limits/memory'"},
		{"servers that leave at once", oneSecret + "leaveSeconds: 0", "at '/leaveSeconds': minimum: got 0, want 1"},
		{"a folder of the machine", oneSecret + "volumes: [{name: host, hostPath: {path: /}}]", "at '/volumes/0': additional properties 'hostPath' not allowed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := render(t, load(t), "jeton", test.values)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "hush")
		})
	}
}

// TestOldClustersAreRefused: before 1.30 the server would end while balancers still
// send.
func TestOldClustersAreRefused(t *testing.T) {
	for version, want := range map[string]bool{"v1.29.9": false, "v1.30.0": true, "v1.31.2-gke.100": true, "v1.37.1": true} {
		require.Equal(t, want, chartutil.IsCompatibleRange(load(t).Metadata.KubeVersion, version), version)
	}
}
