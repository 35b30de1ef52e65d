package helm

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"helm.sh/helm/v4/pkg/chart/v2/lint"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"
	"sigs.k8s.io/yaml"
)

const always = "Deployment Job NetworkPolicy PodDisruptionBudget Service Service ServiceAccount"

// matrix has a row for each way to install; want are the kinds that come out.
var matrix = []struct{ name, release, values, want string }{
	{"one secret and nothing else", "jeton", "", always},
	{"everything off that can be", "jeton", `
migrations: {enabled: false}
disruptionBudget: {enabled: false}
networkPolicy: {enabled: false}
metrics: {enabled: false}
serviceAccount: {name: mine}
replicas: 1
`, "Deployment Service"},
	{"an ingress with TLS", "jeton", `
publicURL: https://id.example.com
ingress:
  enabled: true
  className: nginx
  annotations: {cert-manager.io/cluster-issuer: letsencrypt}
  tlsSecret: id-example-com
trustedProxies: [10.0.0.0/8, "2001:db8::1"]
`, always + " Ingress"},
	{"a gateway", "jeton", `
publicURL: https://id.example.com:8443
route:
  enabled: true
  parentRefs: [{name: public, namespace: gateways, sectionName: https}]
service: {port: 8080}
`, always + " HTTPRoute"},
	{"autoscaling", "jeton", `
autoscaling: {enabled: true, minReplicas: 3, maxReplicas: 30, targetCPU: 60}
disruptionBudget: {maxUnavailable: 25%}
spread: DoNotSchedule
`, always + " HorizontalPodAutoscaler"},
	{"a closed network with monitoring", "jeton", `
networkPolicy:
  from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateways}}}]
  metricsFrom: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
  database: [{ipBlock: {cidr: 10.1.0.0/16}}]
  databasePorts: [5432, 6432]
  outbound: false
  egress: [{to: [{ipBlock: {cidr: 10.20.0.0/16}}], ports: [{protocol: TCP, port: 8443}]}]
metrics:
  serviceMonitor: {enabled: true, interval: 15s, labels: {release: prometheus}}
`, always + " ServiceMonitor"},
	{"a service for the network", "jeton", `
publicURL: https://id.example.com
image: {tag: 1.2.3-rc.1}
service: {type: LoadBalancer, port: 443, annotations: {example.com/scheme: internal}}
setupLink: {enabled: true}
`, always + " Job"},
	{"a database with an operator and an authority of its own", "jeton", `
databaseSecret: {name: jeton-db-app, key: uri}
migrations: {backoffLimit: 0, activeDeadlineSeconds: 1800}
secret: {keys: {databaseURL: url, secretKey: key, operatorToken: automation}}
volumes: [{name: authority, secret: {secretName: jeton-db-ca, items: [{key: ca.crt, path: ca.crt}]}}]
volumeMounts: [{name: authority, mountPath: /etc/postgres, readOnly: true}]
env:
  - {name: SSL_CERT_FILE, value: /etc/postgres/ca.crt}
  - {name: EXTRA, valueFrom: {configMapKeyRef: {name: jeton, key: extra}}}
`, always},
	{"a release with the longest of names", "a.release-that-is-called-as-long-as-helm-lets-it-b-53", everything, always + onTop},
	{"a release that begins with a digit", "7", everything, always + onTop},
}

const onTop = " Job HorizontalPodAutoscaler Ingress ServiceMonitor PrometheusRule ConfigMap"

// everything is every option that there is, at once; of ingress and route it has the
// ingress.
const everything = `
publicURL: https://id.example.com
image: {repository: registry.example.com/jeton, digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", pullPolicy: Always, pullSecrets: [{name: pull}]}
autoscaling: {enabled: true}
processors: 4
resources: {requests: {cpu: "1", memory: 256Mi}, limits: {memory: 1Gi}}
limits: {tenant: 1000000, caller: 500}
trustedProxies: [10.0.0.0/8]
outboundAllow: [10.20.0.0/16]
env: [{name: TZ, value: UTC}]
leaveSeconds: 20
ingress: {enabled: true, tlsSecret: tls}
setupLink: {enabled: true}
metrics:
  port: 9100
  tenants: [acme]
  serviceMonitor: {enabled: true}
  rules: {enabled: true, labels: {release: prometheus}}
  dashboards: {enabled: true, labels: {grafana_dashboard: "1"}}
serviceAccount: {annotations: {example.com/role: none}}
podAnnotations: {example.com/note: a note}
podLabels: {team: identity}
nodeSelector: {kubernetes.io/os: linux}
tolerations: [{key: dedicated, operator: Equal, value: identity, effect: NoSchedule}]
affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: kubernetes.io/hostname}}]}}
priorityClassName: high
volumes: [{name: files, configMap: {name: files}}]
volumeMounts: [{name: files, mountPath: /files}]
`

// eachInstallation tests every row of the matrix.
func eachInstallation(t *testing.T, test func(t *testing.T, objects []object)) {
	for _, row := range matrix {
		t.Run(row.name, func(t *testing.T) { test(t, objects(t, row.release, merged(t, row.values))) })
	}
}

// merged adds the one secret to values.
func merged(t testing.TB, values string) string {
	t.Helper()
	var all map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(values), &all))
	if all == nil {
		all = map[string]any{}
	}
	secret, _ := all["secret"].(map[string]any)
	if secret == nil {
		secret = map[string]any{}
	}
	secret["name"] = "jeton"
	all["secret"] = secret
	text, err := yaml.Marshal(all)
	require.NoError(t, err)
	return string(text)
}

func TestWhatIsInstalled(t *testing.T) {
	for _, row := range matrix {
		t.Run(row.name, func(t *testing.T) {
			found := objects(t, row.release, merged(t, row.values))
			require.ElementsMatch(t, strings.Fields(row.want), kinds(found))
		})
	}
}

// TestLint holds the chart to helm lint --strict.
func TestLint(t *testing.T) {
	for _, row := range matrix {
		t.Run(row.name, func(t *testing.T) {
			var values map[string]any
			require.NoError(t, yaml.Unmarshal([]byte(merged(t, row.values)), &values))
			for _, message := range lint.RunAll("jeton", values, "identity").Messages {
				if message.Severity >= support.WarningSev {
					t.Error(message)
				}
			}
		})
	}
}

// TestEveryValueHasARow holds the matrix to values.yaml: a value that no row sets may
// do anything.
func TestEveryValueHasARow(t *testing.T) {
	set := map[string]bool{}
	for _, row := range matrix {
		var values map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(merged(t, row.values)), &values))
		for _, path := range paths("", values) {
			set[path] = true
		}
	}
	for _, path := range paths("", load(t).Values) {
		if !set[path] {
			t.Errorf("no row of the matrix sets %s", path)
		}
	}
}

// paths names every value, by the schema's idea of what one value is.
func paths(prefix string, values map[string]any) (all []string) {
	whole := []string{"resources", "podLabels", "podAnnotations", "nodeSelector", "affinity", "annotations", "labels"}
	for key, value := range values {
		inner, nested := value.(map[string]any)
		for _, name := range whole {
			nested = nested && key != name
		}
		if !nested {
			all = append(all, prefix+key)
			continue
		}
		all = append(all, paths(prefix+key+".", inner)...)
	}
	return all
}
