// Package helm tests the chart: it is rendered by Helm's own code over a matrix of
// values, and what comes out is read as strictly as Kubernetes reads it.
//
// It promises that what an operator may write down is either installed as meant or
// refused with a sentence, and that no pod has more rights than the restricted pod
// security standard gives.
//
// The one idea worth knowing is that every rule here holds of every row of the matrix:
// to test a new value, give it a row.
package helm

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
)

// oneSecret is all that has to be given.
const oneSecret = "secret: {name: jeton}\n"

// object is a document of the chart: what Kubernetes makes of it.
type object interface {
	runtime.Object
	metav1.Object
}

func load(t testing.TB) *chart.Chart {
	t.Helper()
	loaded, err := loader.LoadDir("jeton")
	require.NoError(t, err)
	return loaded
}

// render does what helm install does before it asks a cluster; files are what came
// out, by the names of their templates.
func render(t testing.TB, loaded *chart.Chart, release, values string) (files map[string]string, err error) {
	t.Helper()
	given, err := common.ReadValues([]byte(values))
	require.NoError(t, err)
	options := common.ReleaseOptions{Name: release, Namespace: "identity", Revision: 1, IsInstall: true}
	all, err := util.ToRenderValues(loaded, given, options, nil)
	if err != nil {
		return nil, err
	}
	return engine.Engine{Strict: true}.RenderWithContext(t.Context(), loaded, all)
}

// objects renders the chart, and reads what comes out.
func objects(t testing.TB, release, values string) []object {
	t.Helper()
	return objectsOf(t, load(t), release, values)
}

func objectsOf(t testing.TB, loaded *chart.Chart, release, values string) (read []object) {
	t.Helper()
	files, err := render(t, loaded, release, values)
	require.NoError(t, err)
	decoder := strictly()
	for name, text := range files {
		if strings.HasSuffix(name, ".txt") {
			continue
		}
		documents := yaml.NewDocumentDecoder(io.NopCloser(strings.NewReader(text)))
		for buffer := make([]byte, 1<<20); ; {
			n, err := documents.Read(buffer)
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			if len(bytes.TrimSpace(buffer[:n])) == 0 {
				continue
			}
			decoded, _, err := decoder.Decode(buffer[:n], nil, nil)
			require.NoError(t, err, "%s:\n%s", name, buffer[:n])
			read = append(read, decoded.(object))
		}
	}
	return read
}

// strictly gives a decoder that refuses what the types do not have, and what is said
// twice.
var strictly = sync.OnceValue(func() runtime.Decoder {
	kinds := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, gateway.Install, monitoring.AddToScheme} {
		if err := add(kinds); err != nil {
			panic(err)
		}
	}
	return serializer.NewCodecFactory(kinds, serializer.EnableStrict).UniversalDeserializer()
})

// all gives the objects of one type.
func all[T object](objects []object) (found []T) {
	for _, o := range objects {
		if typed, ok := o.(T); ok {
			found = append(found, typed)
		}
	}
	return found
}

// only gives the one object of its type.
func only[T object](t testing.TB, objects []object) T {
	t.Helper()
	found := all[T](objects)
	require.Len(t, found, 1)
	return found[0]
}

// kinds names what there is, sorted.
func kinds(objects []object) (names []string) {
	for _, o := range objects {
		names = append(names, o.GetObjectKind().GroupVersionKind().Kind)
	}
	slices.Sort(names)
	return names
}

func read(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
