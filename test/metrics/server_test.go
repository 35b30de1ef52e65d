package metrics

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/test/frontdoor"
)

const operations = "../../docs/operations.md"

// looked is what a server exposed, of which one is enough for all who only read.
var looked struct {
	once     sync.Once
	families Families
	routes   []string
}

// exposed gives what a server exposes that has done a little of everything, and its
// routes.
func exposed(t *testing.T) (Families, []string) {
	t.Helper()
	looked.once.Do(func() { looked.families, looked.routes = look(t) })
	require.NotEmpty(t, looked.families)
	return looked.families, looked.routes
}

func look(t *testing.T) (Families, []string) {
	t.Helper()
	w := frontdoor.Open(t, frontdoor.Database(t, migrations.SQLite)).Build()
	token := w.Token("acme/shop", "", "https://orders.example")
	require.True(t, w.Active("acme/orders", token))
	require.Equal(t, http.StatusNotFound, w.Send(http.MethodGet, "/nowhere", nil, "").Status)
	_, err := w.Sweeper.Once(context.Background(), true)
	require.NoError(t, err)
	families := Ask(t, w.Metrics.Handler())
	var routes []string
	for _, route := range w.Routes {
		routes = append(routes, route.Path)
	}
	return families, routes
}

// TestTheTableHasEveryMetric holds docs/operations.md to a server in this process; the
// program itself is held to it in test/process.
func TestTheTableHasEveryMetric(t *testing.T) {
	f, _ := exposed(t)
	RequireDocumented(t, f, operations)
}

// TestMetricsAreBounded has a server asked by many tenants, clients and strangers, with
// names, routes and methods of their own, and then by as many others. The number of
// series stays what it was, and nothing that a caller chose is in any of them.
func TestMetricsAreBounded(t *testing.T) {
	w := frontdoor.Open(t, frontdoor.Database(t, migrations.SQLite)).Build()
	wave := func(mark string) Families {
		for n := range 12 {
			slug := mark + strings.Repeat("x", n)
			w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": slug, "name": slug})
			for range 3 {
				made := w.Must(http.MethodPost, slug, "/clients", map[string]any{"name": slug})
				w.Secrets[slug+"/"+made["client_id"].(string)] = made["client_secret"].(string)
				w.Post("token", slug, slug+"/"+made["client_id"].(string), url.Values{"grant_type": {"client_credentials"}})
				w.Post("introspect", slug, slug+"/"+made["client_id"].(string), url.Values{"token": {mark}})
			}
			w.Post("token", slug, "", url.Values{"grant_type": {mark}, "client_id": {mark}})
			w.Post("introspect", slug, slug+"/"+mark, url.Values{"token": {mark}, "token_type_hint": {mark}})
			// No tenant, no route, and methods that are none.
			for _, path := range []string{"/" + slug, "/t/" + slug, "/t/" + slug + "/" + mark, "/t/nobody-" + slug + "/oauth2/jwks", "/healthz", "/t/acme/oauth2/token"} {
				for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete, strings.ToUpper(mark) + strings.Repeat("X", n)} {
					w.Send(method, path+"?"+mark+"="+mark, http.Header{"X-" + mark: {mark}, "Accept": {mark}}, "")
				}
			}
		}
		return Ask(t, w.Metrics.Handler())
	}
	first := wave("gwendolyn")
	second := wave("hildegard")
	require.Equal(t, first.Series(), second.Series(), "as many others bring nothing new")

	paths := map[string]bool{"none": true}
	for _, route := range w.Routes {
		paths[route.Path] = true
	}
	classes := []string{"none", "system", "other", "acme"}
	for _, route := range second.Labels("route") {
		require.True(t, paths[route], "%s is a route of the table", route)
	}
	require.ElementsMatch(t, classes, second.Labels("tenant"))
	require.Subset(t, []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "other"}, second.Labels("method"))
	for name, family := range second {
		for _, metric := range family.Metric {
			for _, label := range metric.Label {
				value := strings.ToLower(label.GetValue())
				require.False(t, strings.Contains(value, "gwendolyn") || strings.Contains(value, "hildegard") || strings.Contains(value, "globex"), "%s: %s", name, value)
			}
		}
	}

	// As docs/operations.md has it.
	require.LessOrEqual(t, Families{"": second["jeton_requests_total"]}.Series(), len(paths)*len(classes)*5)
	timed := Families{"": second["jeton_request_seconds"]}
	require.LessOrEqual(t, timed.Series(), len(w.Routes)*2*6*17)
	rest := second.Ours()
	delete(rest, "jeton_requests_total")
	delete(rest, "jeton_request_seconds")
	require.LessOrEqual(t, rest.Series(), 200, "all others together")
}
